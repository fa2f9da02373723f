//! WebSocket frames (RFC 6455), parsed as they arrive.
