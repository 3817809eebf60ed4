"""The documentation site."""

from importlib.metadata import version as installed_version
from pathlib import Path

project = "masarat"
author = "The masarat maintainers"
project_copyright = "The masarat maintainers, Apache-2.0"
release = version = installed_version("masarat")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
default_role = "code"

autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False

html_theme = "furo"
html_title = "masarat"
html_extra_path = [path.name for path in Path(__file__).parent.glob("*-schema.json")]
