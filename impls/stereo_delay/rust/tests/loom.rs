//! The mailbox.
