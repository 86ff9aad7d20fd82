"""Reports: one `view.View` decides what is said, the renderers beside it decide only how it looks."""
