"""A believable desk: two shops, their people, customers, orders and mail."""
