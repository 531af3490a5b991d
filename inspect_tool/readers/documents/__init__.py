"""Documents that people write: plan, framework, wording, lists of authorities."""
