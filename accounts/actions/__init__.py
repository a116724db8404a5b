"""Every write on people, organisations and roles."""
