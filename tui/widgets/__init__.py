"""What screens are made of. A widget receives data and posts messages; it asks nobody."""
