"""One book_ticker message of Gate.io's spot channel to a typed record, in Python and in Rust."""
