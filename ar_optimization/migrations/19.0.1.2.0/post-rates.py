def migrate(cr, version):
    """Mark the shipped rates that nobody has looked up: data of reference rates is not updated."""
    cr.execute("UPDATE ar_interest_rate SET is_verified = FALSE WHERE source LIKE 'Not verified:%'")
