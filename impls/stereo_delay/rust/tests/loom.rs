//! The mailbox under every interleaving that loom can find: a letter is taken whole or not at all.

use loom::sync::Arc;
use loom::thread;
use stereo_delay::{Mailbox, WORDS};

#[test]
fn a_letter_is_never_torn() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(|| {
        let mailbox = Arc::new(Mailbox::new([0; WORDS]));
        let writer = {
            let mailbox = Arc::clone(&mailbox);
            thread::spawn(move || mailbox.put([1; WORDS]))
        };
        if let Some((_, words)) = mailbox.take(u32::MAX) {
            assert!(words.iter().all(|word| *word == words[0]), "{words:?}");
        }
        writer.join().unwrap();
        assert_eq!(Some((2, [1; WORDS])), mailbox.take(0));
    });
}
