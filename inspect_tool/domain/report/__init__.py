"""A report made from figures: tables, pictures, sentences, and the check of its claims."""
