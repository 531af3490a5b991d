"""Makes everything in `sample_data/` that is not this package, always the same.

Run it from the checkout with `python -m sample_data.generate`.
"""
