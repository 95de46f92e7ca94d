"""What is owed to people and programs outside: written with what happened, sent afterwards, each once."""
