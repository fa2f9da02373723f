//! What the parts of the document's struct take, and where a record lies.

use std::hint::black_box;
use std::mem::{align_of, size_of};

use serde_json::Value;
use share_price::SharePrice;
use tandem_kit::{Answer, Job, Series, Stage, values};

use super::given::{Row, digest, first};
use super::holding::Holding;

/// A record, beside the size of one part of it.
pub(crate) struct Field {
    row: Row,
    made: SharePrice,
    size: usize,
}

impl Field {
    pub(crate) fn new(rows: &[Row], stage: &Stage) -> Result<Self, String> {
        let of = stage.params.get("of").and_then(Value::as_str).unwrap_or_default();
        Self::sized(rows, size(of).ok_or_else(|| format!("the record has no part {of:?}"))?)
    }

    fn sized(rows: &[Row], size: usize) -> Result<Self, String> {
        Ok(Self { row: first(rows)?, made: SharePrice::default(), size })
    }
}

/// Bytes of a part. A tag is what an option takes beyond its value: the text's is none, as no capacity is that large.
fn size(of: &str) -> Option<usize> {
    Some(match of {
        "price" => size_of::<Option<f64>>(),
        "time" => size_of::<Option<String>>(),
        "ready" => size_of::<bool>(),
        "price-tag" => size_of::<Option<f64>>() - size_of::<f64>(),
        "price-value" => size_of::<f64>(),
        "time-tag" => size_of::<Option<String>>() - size_of::<String>(),
        "time-body" => size_of::<String>(),
        _ => return None,
    })
}

impl Job for Field {
    fn run(&mut self) {
        self.made = SharePrice::made(self.row);
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(digest(std::iter::once(self.made.plain())))
    }

    fn readings(&mut self) -> Vec<Series> {
        vec![values("size", "B", vec![self.size as f64])]
    }
}

/// A record has no header: beyond its fields there is padding up to its alignment, and nothing else.
pub(crate) struct Header(Field);

impl Header {
    pub(crate) fn new(rows: &[Row]) -> Result<Self, String> {
        let fields = size_of::<Option<f64>>() + size_of::<Option<String>>() + size_of::<bool>();
        let padded = fields.next_multiple_of(align_of::<SharePrice>());
        Ok(Self(Field::sized(rows, size_of::<SharePrice>() - padded)?))
    }
}

impl Job for Header {
    fn run(&mut self) {
        self.0.run();
    }

    fn answer(&mut self) -> Answer {
        self.0.answer()
    }

    fn readings(&mut self) -> Vec<Series> {
        self.0.readings()
    }
}

/// A record made in a function lies on its stack: as near to another local as the frame is long.
pub(crate) struct Placement {
    row: Row,
    made: SharePrice,
    apart: usize,
    text_apart: usize,
}

const FRAME: usize = 4096;

impl Placement {
    pub(crate) fn new(rows: &[Row]) -> Result<Self, String> {
        Ok(Self { row: first(rows)?, made: SharePrice::default(), apart: usize::MAX, text_apart: 0 })
    }
}

impl Job for Placement {
    #[inline(never)]
    fn run(&mut self) {
        let local = black_box(0u64);
        let record = black_box(SharePrice::made(self.row));
        let here = (&raw const local).addr();
        self.apart = here.abs_diff((&raw const record).addr());
        self.text_apart = record.time_gia_gate.as_ref().map_or(0, |text| here.abs_diff(text.as_ptr().addr()));
        self.made = record;
    }

    fn answer(&mut self) -> Answer {
        Answer::Json(digest(std::iter::once(self.made.plain())))
    }

    fn readings(&mut self) -> Vec<Series> {
        let text = format!(
            "the record lay {} bytes from another local of its function, the letters of its text {}: those are on the heap",
            self.apart, self.text_apart
        );
        vec![values("holds", "bool", vec![f64::from(self.apart < FRAME)]).evidence(text)]
    }
}
