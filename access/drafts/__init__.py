"""What somebody typed into a form and did not save yet: kept on the server, offered again after the session ended."""
