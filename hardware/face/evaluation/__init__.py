"""How well people are told apart, measured on folders of pictures."""
