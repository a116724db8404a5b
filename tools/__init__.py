"""Commands for those who build and run the house. `make` calls them; nothing of the product imports them."""
