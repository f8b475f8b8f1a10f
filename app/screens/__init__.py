"""The pages of the app, one module each; `app/ui.py` lists them."""
