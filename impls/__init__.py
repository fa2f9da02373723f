"""What is measured: a folder a component. ``TANDEM_IMPLS`` names more folders of components, outside the checkout."""

import os

__path__ = [*__path__, *filter(None, os.environ.get("TANDEM_IMPLS", "").split(os.pathsep))]
