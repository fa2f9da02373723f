//! Our own client: one socket for one order at a time, a fleet of sockets for several.

use order_placement::Client;
use tandem_kit::{Answer, Driven, Job, News, Series, Stage, Ticket, boxed};

use super::fleet::Fleet;
use super::placing::Placing;

/// The job of every operation.
pub(crate) fn client(given: &'static [u8], stage: &Stage) -> Result<Box<dyn Driven>, String> {
    let (placing, given) = Placing::of(given, stage)?;
    let by = given.credentials();
    let client = Client::new(&placing.host, by, placing.cold).looking();
    let fleet = Fleet::new(&placing.host, by).map_err(|error| error.to_string())?;
    boxed(Own { placing, client, fleet, text: String::new() })
}

struct Own {
    placing: Placing,
    client: Client,
    fleet: Fleet,
    text: String,
}

impl Job for Own {
    const STEPS: bool = true;
    const FLIES: bool = true;

    fn ops(&self) -> u64 {
        self.placing.ops()
    }

    fn run(&mut self) {
        let Self { placing, client, fleet, text } = self;
        if placing.in_flight > 1 && !placing.crashes() {
            for i in 0..placing.orders.len() {
                while fleet.flying() == placing.in_flight {
                    fleet.wait(placing).unwrap_or_else(|error| panic!("{error}"));
                }
                fleet.start(placing, i, None).unwrap_or_else(|error| panic!("{error}"));
            }
            while fleet.flying() > 0 {
                fleet.wait(placing).unwrap_or_else(|error| panic!("{error}"));
            }
            return;
        }
        placing.run(|placing, i| step(placing, client, text, i));
    }

    fn step(&mut self, i: u64) -> bool {
        step(&mut self.placing, &mut self.client, &mut self.text, i as usize).is_ok()
    }

    fn start(&mut self, i: u64, ticket: Ticket) {
        let _ = self.fleet.start(&mut self.placing, i as usize, Some(ticket)); // a ticket that is dropped has failed
    }

    fn turn(&mut self, news: &News) {
        self.fleet.turn(&mut self.placing, news);
    }

    fn abandon(&mut self) {
        self.fleet.abandon();
    }

    fn answer(&mut self) -> Answer {
        self.placing.answer()
    }

    fn readings(&mut self) -> Vec<Series> {
        self.placing.readings()
    }
}

#[inline]
fn step(placing: &mut Placing, client: &mut Client, text: &mut String, i: usize) -> Result<(), String> {
    placing.name(i, text);
    let found = client.place(&placing.orders[i], text).map_err(|error| error.to_string())?;
    if placing.note(i, text, &found) { Ok(()) } else { Err(format!("the acknowledgement of {text} was expected")) }
}
