//! The lanes that run in a worker.

mod collector;
mod given;
mod holder;
mod holding;
mod layout;
mod sharing;

use share_price::{Compact, Packed, SharePrice};
use tandem_kit::{Lanes, boxed};

use collector::{Automatic, Boxed, Bystander, Collect, Inline};
use given::{Heap, rows};
use holder::{Fill, Read, Size, Update};
use layout::{Field, Header, Placement};
use sharing::{Atomic, Guarded, Sequence, Shared, Swapped};

/// What the kit dispatches on: operation, lane, role.
pub(crate) const LANES: Lanes = &[
    ("record_size", "document-rust", "main", |given, _| boxed(Size::<SharePrice>::new(&rows(given)?)?)),
    ("record_size", "rust", "main", |given, _| boxed(Size::<Compact>::new(&rows(given)?)?)),
    ("record_size", "rust-packed", "main", |given, _| boxed(Size::<Packed>::new(&rows(given)?)?)),
    ("field_size", "document-rust", "main", |given, stage| boxed(Field::new(&rows(given)?, stage)?)),
    ("header_size", "document-rust", "main", |given, _| boxed(Header::new(&rows(given)?)?)),
    ("placement", "document-rust", "main", |given, _| boxed(Placement::new(&rows(given)?)?)),
    ("fill", "document-rust", "main", |given, _| boxed(Fill::<SharePrice>::new(rows(given)?))),
    ("fill", "rust", "main", |given, _| boxed(Fill::<Compact>::new(rows(given)?))),
    ("fill", "rust-packed", "main", |given, _| boxed(Fill::<Packed>::new(rows(given)?))),
    ("update", "document-rust", "main", |given, _| boxed(Update::<SharePrice>::new(rows(given)?))),
    ("update", "rust", "main", |given, _| boxed(Update::<Compact>::new(rows(given)?))),
    ("update", "rust-packed", "main", |given, _| boxed(Update::<Packed>::new(rows(given)?))),
    ("read", "document-rust", "main", |given, _| boxed(Read::<SharePrice>::new(rows(given)?))),
    ("read", "rust", "main", |given, _| boxed(Read::<Compact>::new(rows(given)?))),
    ("read", "rust-packed", "main", |given, _| boxed(Read::<Packed>::new(rows(given)?))),
    ("shared", "document-rust", "main", |given, _| boxed(Shared::<Guarded>::new(rows(given)?)?)),
    ("shared", "rust", "main", |given, _| boxed(Shared::<Sequence>::new(rows(given)?)?)),
    ("shared", "rust-atomic", "main", |given, _| boxed(Shared::<Atomic>::new(rows(given)?)?)),
    ("shared", "peer-arc-swap", "main", |given, _| boxed(Shared::<Swapped>::new(rows(given)?)?)),
    ("collect", "document-rust", "main", |given, _| boxed(Collect::<Boxed>::new(&Heap::read(given)?))),
    ("collect", "rust", "main", |given, _| boxed(Collect::<Inline>::new(&Heap::read(given)?))),
    ("automatic", "document-rust", "main", |given, _| boxed(Automatic::<Boxed>::new(&Heap::read(given)?))),
    ("automatic", "rust", "main", |given, _| boxed(Automatic::<Inline>::new(&Heap::read(given)?))),
    ("bystander", "document-rust", "main", |given, _| boxed(Bystander::<Boxed>::new(&Heap::read(given)?))),
    ("bystander", "rust", "main", |given, _| boxed(Bystander::<Inline>::new(&Heap::read(given)?))),
];
