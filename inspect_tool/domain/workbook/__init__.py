"""What goes out to inspectors and comes back, sealed."""
