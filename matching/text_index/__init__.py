"""The index of descriptions: the goods whose words are most like those asked for."""
