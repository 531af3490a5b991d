"""Tickets, draw, losses, flow, and the certificate that proves a draw."""
