"""Repositories, accounts and gists, with what is inside them kept apart."""

from __future__ import annotations

import pytest

from harvester.identify import canonical_url, identify_url, near
from harvester.model import Target, TargetKind

REPOSITORIES = [
    ("https://github.com/DebadityaQU/RDDM", "github:debadityaqu/rddm", ""),
    ("http://github.com/imics-lab/TTS-GAN", "github:imics-lab/tts-gan", ""),
    ("https://www.github.com/imics-lab/tts-gan/", "github:imics-lab/tts-gan", ""),
    ("https://github.com/imics-lab/TTS-GAN.git", "github:imics-lab/tts-gan", ""),
    ("https://github.com/imics-lab/tts-gan#readme", "github:imics-lab/tts-gan", ""),
    ("https://github.com/imics-lab/tts-gan?tab=readme-ov-file", "github:imics-lab/tts-gan", ""),
    ("https://reader:secret@github.com/imics-lab/tts-gan", "github:imics-lab/tts-gan", ""),
    ("https://github.com/Likalto4/diffusion-models_master/tree/main", "github:likalto4/diffusion-models_master", "tree/main"),
    ("https://github.com/a-b/c.d/blob/main/src/x%20y.py#L3", "github:a-b/c.d", "blob/main/src/x y.py"),
    ("https://github.com/imics-lab/tts-gan/issues/5", "github:imics-lab/tts-gan", "issues/5"),
    ("https://github.com/imics-lab/tts-gan/releases", "github:imics-lab/tts-gan", "releases"),
    ("https://github.com/imics-lab/tts-gan/wiki", "github:imics-lab/tts-gan", "wiki"),
    ("https://github.com/company_shortcode/x", "github:company_shortcode/x", ""),
    ("https://raw.githubusercontent.com/imics-lab/tts-gan/main/README.md", "github:imics-lab/tts-gan", "raw/main/README.md"),
    ("https://github.com/golang/go/blob/main/vendor/github.com/x/y/z.go", "github:golang/go", "blob/main/vendor/github.com/x/y/z.go"),
    ("https://github.com/imics-lab", "github-user:imics-lab", ""),
    ("https://github.com/MITLL-CLEAR/", "github-user:mitll-clear", ""),
    ("https://github.com/jordipons?tab=repositories", "github-user:jordipons", ""),
    ("https://gist.github.com/yoavg/6bff0fecd65950898eba1bb321cfbd81", "gist:6bff0fecd65950898eba1bb321cfbd81", ""),
    ("https://gist.github.com/6bff0fecd65950898eba1bb321cfbd81", "gist:6bff0fecd65950898eba1bb321cfbd81", ""),
    ("https://gist.github.com/yoavg/6bff0fecd65950898eba1bb321cfbd81.git", "gist:6bff0fecd65950898eba1bb321cfbd81", ""),
    ("https://gist.github.com/yoavg/6bff0fecd65950898eba1bb321cfbd81#file-lstm-py", "gist:6bff0fecd65950898eba1bb321cfbd81", ""),
    ("https://gist.github.com/yoavg/6BFF0FECD65950898EBA1BB321CFBD81/revisions", "gist:6bff0fecd65950898eba1bb321cfbd81", "revisions"),
    ("https://gist.github.com/karpathy/5761225", "gist:5761225", ""),
    ("https://gist.github.com/5761225/6bff0fecd65950898eba1bb321cfbd81", "gist:6bff0fecd65950898eba1bb321cfbd81", ""),
    ("https://gist.github.com/6bff0fecd65950898eba1bb321cfbd81/raw/x.py", "gist:6bff0fecd65950898eba1bb321cfbd81", "raw/x.py"),
    ("https://gist.githubusercontent.com/yoavg/6bff0fecd65950898eba1bb321cfbd81/raw", "gist:6bff0fecd65950898eba1bb321cfbd81", "raw"),
    ("https://gitlab.com/Inkscape/inkscape", "gitlab:inkscape/inkscape", ""),
    ("https://gitlab.com/inkscape/inkscape.git", "gitlab:inkscape/inkscape", ""),
    ("https://gitlab.com/inkscape/inkscape/-/tree/master/src", "gitlab:inkscape/inkscape", "-/tree/master/src"),
    ("https://gitlab.com/inkscape/inkscape/tree/master/src", "gitlab:inkscape/inkscape", "-/tree/master/src"),
    ("https://gitlab.com/inkscape/tree/-/tree/master", "gitlab:inkscape/tree", "-/tree/master"),
    ("https://gitlab.com/inkscape/infra/ci/images", "gitlab:inkscape/infra/ci/images", ""),
    ("https://gitlab.com/inkscape/infra/ci/images/-/issues/3", "gitlab:inkscape/infra/ci/images", "-/issues/3"),
    ("https://bitbucket.org/ChrisRussell/diverse-coherent-explanations/", "bitbucket:chrisrussell/diverse-coherent-explanations", ""),
    ("https://bitbucket.org/linqs/causpsl/src/master/", "bitbucket:linqs/causpsl", "src/master"),
    ("https://bitbucket.org/linqs/causpsl/projects", "bitbucket:linqs/causpsl", "projects"),
    ("https://bitbucket.org/linqs/causpsl.git", "bitbucket:linqs/causpsl", ""),
    ("https://codeberg.org/Forgejo/forgejo", "codeberg:forgejo/forgejo", ""),
    ("https://codeberg.org/forgejo/forgejo/src/branch/forgejo/README.md", "codeberg:forgejo/forgejo", "src/branch/forgejo/README.md"),
    ("https://huggingface.co/stabilityai/stable-diffusion-2", "huggingface:stabilityai/stable-diffusion-2", ""),
    ("https://huggingface.co/stabilityai/stable-diffusion-2/tree/main/vae", "huggingface:stabilityai/stable-diffusion-2", "tree/main/vae"),
    ("https://hf.co/stabilityai/stable-diffusion-2", "huggingface:stabilityai/stable-diffusion-2", ""),
    ("https://huggingface.co/datasets/stanfordnlp/SHP", "huggingface:datasets/stanfordnlp/SHP", ""),
    ("https://huggingface.co/datasets/stanfordnlp/SHP/viewer", "huggingface:datasets/stanfordnlp/SHP", "viewer"),
    ("https://huggingface.co/datasets/squad", "huggingface:datasets/squad", ""),
    ("https://huggingface.co/datasets/squad/tree", "huggingface:datasets/squad", "tree"),
    ("https://huggingface.co/datasets/squad/tree/main", "huggingface:datasets/squad", "tree/main"),
    ("https://huggingface.co/spaces/stabilityai/stable-diffusion", "huggingface:spaces/stabilityai/stable-diffusion", ""),
]  # fmt: skip


@pytest.mark.parametrize(("url", "key", "path"), REPOSITORIES)
def test_a_repository_is_told_from_what_is_inside_it(url: str, key: str, path: str) -> None:
    target = identify_url(url)
    assert (target.key, target.path) == (key, path)
    again = identify_url(canonical_url(target))
    assert (again, again.path) == (target, path)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://github.com/MITLL-CLEAR/", "https://github.com/MITLL-CLEAR"),
        ("https://gitlab.com/Inkscape/inkscape.git", "https://gitlab.com/Inkscape/inkscape"),
        ("https://bitbucket.org/ChrisRussell/x", "https://bitbucket.org/ChrisRussell/x"),
        (
            "https://gist.github.com/yoavg/6bff0fecd65950898eba1bb321cfbd81#file-lstm-py",
            "https://gist.github.com/yoavg/6bff0fecd65950898eba1bb321cfbd81",
        ),
        ("https://github.com/a/b/blob/main/x%23y%20z.py", "https://github.com/a/b/blob/main/x%23y%20z.py"),
    ],
)
def test_a_page_is_asked_as_it_is_spelt_lest_its_host_redirects(url: str, address: str) -> None:
    assert canonical_url(identify_url(url)) == address


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("AgaMiko/debiasing-effect-of-gans.", "AgaMiko/debiasing-effect-of-gans"),
        ("AgaMiko/debiasing-effect-of-gans", ""),
        ("AgaMiko/x.y", ""),
    ],
)
def test_a_trailing_dot_is_kept_and_the_name_without_it_noted(written: str, instead: str) -> None:
    target = identify_url(f"https://github.com/{written}")
    assert (target.value, target.instead) == (written.lower(), instead)
    assert near(target) == (Target(TargetKind.GITHUB, instead.lower()) if instead else None)


def test_the_name_without_its_dot_keeps_the_path() -> None:
    other = near(identify_url("https://github.com/AgaMiko/x./tree/main/src"))
    assert other is not None
    assert (other, other.path) == (Target(TargetKind.GITHUB, "agamiko/x"), "tree/main/src")


@pytest.mark.parametrize(
    ("url", "instead"),
    [
        ("https://lab.tld/Page", None),
        ("https://lab.tld/Page.", "https://lab.tld/Page"),
        ("https://lab.tld/PageX;,.", "https://lab.tld/PageX"),
    ],
)
def test_a_page_may_be_meant_without_the_stop_of_the_sentence(url: str, instead: str | None) -> None:
    assert near(identify_url(url)) == (Target(TargetKind.WEB, instead) if instead else None)
