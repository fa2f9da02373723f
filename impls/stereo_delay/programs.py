"""Programs for the Rust compiler: each compiles, and with one line more must not."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["PROGRAMS", "Program"]


class Program(NamedTuple):
    """A source with a mark, the line that goes there, and the error's code."""

    sound: str
    wrong: str
    error: str


PROGRAMS = {
    "two_writers": Program(
        """
        pub struct Delay { pub feedback: f32, pub cross: f32 }
        pub fn turn(delay: &mut Delay) {
            let first = &mut *delay;
            /* here */
            first.feedback = 0.5;
        }
        """,
        "let second = &mut *delay; second.cross = 0.4;",
        "E0499",
    ),
    "shared_unlocked": Program(
        """
        use std::cell::Cell;
        use std::rc::Rc;
        pub struct Delay { pub feedback: Cell<f32> }
        pub fn turn(delay: Rc<Delay>) -> f32 {
            let turned = delay.clone();
            /* here */
            turned.feedback.set(0.5);
            delay.feedback.get()
        }
        """,
        "let turned = std::thread::spawn(move || turned).join().unwrap();",
        "E0277",
    ),
    "wrong_type": Program(
        """
        pub struct Delay { pub feedback: f32 }
        pub fn turn(delay: &mut Delay) {
            delay.feedback = 0.5;
            /* here */
        }
        """,
        'delay.feedback = "half";',
        "E0308",
    ),
    "ignored_result": Program(
        """
        #![deny(unused_must_use)]
        pub fn start() -> Result<(), String> { Err("no device".into()) }
        pub fn run() -> Result<(), String> {
            start()?;
            /* here */
            Ok(())
        }
        """,
        "start();",
        "unused `Result` that must be used",
    ),
    "dangling": Program(
        """
        pub fn lines() -> f32 {
            let mut line = vec![0.0f32; 8];
            let first = &line[0];
            let heard = *first;
            /* here */
            line.push(1.0);
            heard
        }
        """,
        "line.push(*first); let heard = *first;",
        "E0502",
    ),
}
