"""What the API and the pages share: who asks, what may be asked, how is refused."""
