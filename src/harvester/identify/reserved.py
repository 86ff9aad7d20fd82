"""Names that code hosts keep for themselves, so that nobody's repository is behind them."""

from __future__ import annotations

# What github.com/NAME is, other than an account: the list of Mottie/github-reserved-names 2.2.0 (MIT) without its
# status codes, and GitHub's product pages of 2026.
_GITHUB = """
about access account admin advisories anonymous any api apps attributes auth billing blob blog bounty branches
business businesses cache case-studies categories central certification changelog cla cloud codereview codespaces
collection collections comments commit commits community companies compare contact contributing cookbook copilot
coupons customer customers customer-stories dashboard dashboards design develop developer diff discover discussions
docs downloads downtime editor editors edu education enterprise enterprises events explore featured features files
fixtures forked garage ghost gist gists github-copilot graphs guide guides help help-wanted home hooks hosting
hovercards identity images inbox individual info integration integrations interfaces introduction investors issues
jobs join journal journals lab labs languages launch layouts learn legal library linux listings lists login logos
logout mac maintenance malware man marketplace mention mentioned mentioning mentions migrating milestones mine
mirrors mobile models navigation network new news newsroom none nonprofit nonprofits notices notifications oauth
offer open-source organisations organizations orgs pages partners payments personal plans plugins popular popularity
posts premium-support press pricing professional projects pulls raw readme recommendations redeem releases render
reply repositories repos resources restore revert saved scraping search security services sessions settings
shareholders shop showcases signin signup site solutions spam sponsors ssh staff starred stars static status
statuses storage store stories styleguide subscriptions suggest suggestion suggestions support suspended talks teach
teacher teachers teaching team teams ten terms timeline topic topics tos tour train training translations tree
trending updates user-attachments username users visualization watching why-github wiki windows works-with
"""
GITHUB = frozenset(_GITHUB.split())

# First parts of gitlab.com paths that are no group (GitLab documentation, "Reserved project and group names").
_GITLAB = """
- .well-known 404.html 422.html 500.html 502.html 503.html admin api assets dashboard explore favicon.ico files
groups health_check help import jwt login oauth profile projects public robots.txt s search sitemap snippets
unsubscribes uploads users v2
"""
GITLAB = frozenset(_GITLAB.split())

# Parts that follow a project in an address and cannot be one, for the same reason.
_GITLAB_ROUTES = """
- badges blame blob builds commit commits create create_dir edit environments files find_file gitlab-lfs info issues
merge_requests new pipelines preview raw refs releases tags tree update wikis
"""
GITLAB_ROUTES = frozenset(_GITLAB_ROUTES.split())

_BITBUCKET = (
    "account api blog dashboard features product repo site snippets socialauth support user workspace workspaces"
)
BITBUCKET = frozenset(_BITBUCKET.split())

_CODEBERG = """
- admin api assets attachments avatars captcha explore issues login milestones notifications org organizations pulls
repo repo-avatars search user
"""
CODEBERG = frozenset(_CODEBERG.split())

# First parts of huggingface.co paths that are no account.
_HUGGINGFACE = """
api blog brand chat collections content-guidelines contribute course datasets
docs docs.html enterprise front hub huggingchat inference inference-api inference-endpoints join jobs kernels
landing languages learn login logout metrics models new new-dataset new-space notifications oauth organizations papers
playground posts pricing privacy pro resources search security sentence-transformers.html settings shop spaces storage
subscribe support tags tasks terms-of-service transformers.html welcome
"""
HUGGINGFACE = frozenset(_HUGGINGFACE.split())
