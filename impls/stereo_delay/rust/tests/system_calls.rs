//! `process` makes no system call: it runs in a process that the kernel kills at the first one.
//!
//! A contended lock, a sleep, an allocation that needs more memory: all of them would be one.
#![cfg(all(target_os = "linux", target_pointer_width = "64"))]

use stereo_delay::{Processor, Settings, Value};

/// Whether a forked child that may no longer ask the kernel for anything but its end did `work` and came to that end.
fn survives(work: impl FnOnce()) -> bool {
    // SAFETY: the child runs only this thread's code, touches no lock of the parent, and leaves by `exit` alone.
    unsafe {
        let child = libc::fork();
        if child == 0 {
            libc::prctl(libc::PR_SET_SECCOMP, libc::SECCOMP_MODE_STRICT);
            work();
            libc::syscall(libc::SYS_exit, 0);
        }
        let mut status = 0;
        assert_eq!(child, libc::waitpid(child, &raw mut status, 0));
        libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0
    }
}

#[test]
fn a_child_that_asks_the_kernel_is_killed() {
    assert!(survives(|| ()));
    // SAFETY: getpid takes nothing and changes nothing.
    assert!(!survives(|| assert!(unsafe { libc::syscall(libc::SYS_getpid) } > 0)));
}

#[test]
fn blocks_are_processed_without_the_kernel_whatever_changes() {
    let mut processor = Processor::new(Settings::default(), 48_000).unwrap();
    let controls = processor.controls();
    let (x, mut y) = ([vec![0.5f32; 4096], vec![-0.5f32; 4096]], [vec![0.0; 4096], vec![0.0; 4096]]);
    let changes: [&[(&str, Value<'_>)]; 4] = [
        &[("wet", Value::Number(0.25))],
        &[("delay_left", Value::Number(0.011)), ("low_pass", Value::Number(900.0))],
        &[("distortion", Value::Word("soft")), ("drive", Value::Number(12.0))],
        &[("ping_pong", Value::Switch(true)), ("distortion_place", Value::Word("output"))],
    ];
    let [left, right] = &mut y;
    assert!(survives(|| {
        for change in changes {
            controls.set_all(change).expect("the values are in range");
            for _ in 0..40 {
                processor.process([&x[0], &x[1]], [left, right]).expect("one length");
            }
        }
    }));
}
