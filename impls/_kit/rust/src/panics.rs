//! A panic as an error reply: its message, and where it came from.

use std::any::Any;
use std::backtrace::Backtrace;
use std::panic;
use std::sync::{Mutex, PoisonError};

use crate::drive::Failure;

static LAST: Mutex<String> = Mutex::new(String::new());

/// Keep the place and backtrace of each panic, and print it on stderr as ever.
pub(crate) fn remember() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let text = format!("panicked at {place}\n{}", Backtrace::force_capture());
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = text;
        print(info);
    }));
}

/// The lane's error for a panic that was caught.
pub(crate) fn failure(panic: &(dyn Any + Send)) -> Failure {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let detail = LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Failure::new("lane", said.unwrap_or("the lane panicked")).detail(detail)
}
