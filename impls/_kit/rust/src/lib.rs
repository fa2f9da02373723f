//! The worker side of the tandem protocol.
