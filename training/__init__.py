"""How the embedded model was made: gather, tokenizer, tokens, train, export, in this order. Not part of the wheel."""
