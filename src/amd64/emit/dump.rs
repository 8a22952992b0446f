//! The `== emit` section of dumps.
