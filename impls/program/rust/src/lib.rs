//! The whole Gate.io client as a program.
