"""The PDF: set, tagged for PDF/UA, with its fonts."""
