"""Where documents come from: fetching them, what is known of them, and keeping them."""
