//! Registers each component.
