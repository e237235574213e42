//! A worker that waits for several things at once: `select!`, with branches that await, `continue` and `return`.
//!
//! Jobs come through a channel, a clock ticks every five hours, and a token stops it all. Each job has a limit of time, and the stop reaches it too, while
//! a tick waits for its end. Where no branch is left, since the channel is closed, `else` is run. The clock of this program is
//! paused, so that the hours pass at once, and the output is the same each time.
//!
//! ```console
//! $ cargo run --example worker
//! 0 h: nothing done yet
//! 1 h: wash has ended
//! 4 h: iron took too long
//! 6 h: fold has ended
//! 6 h: 2 done
//! 8 h: 2 done, mend was interrupted
//! ```

use resumable::spawn;
use resumable::sync::{CancellationToken, mpsc};
use resumable::time::{Duration, Instant, interval, now, sleep, timeout};

const HOUR: Duration = Duration::from_secs(3600);

struct Job {
    name: &'static str,
    hours: u32,
}

#[resumable::coroutine]
async fn run(job: &Job) {
    sleep(HOUR * job.hours).await
}

#[resumable::coroutine]
async fn work(mut jobs: mpsc::Receiver<Job>, stop: CancellationToken) -> String {
    let start = now();
    let mut ticks = interval(HOUR * 5);
    let mut done = 0;
    loop {
        // In the order in which they are written, so that a stop comes before everything else.
        let job = resumable::select! {
            biased;
            () = stop.cancelled() => return format!("{done} done"),
            _ = ticks.tick() => {
                let done = if done == 0 { "nothing done yet".to_owned() } else { format!("{done} done") };
                println!("{} h: {done}", hours(start));
                continue;
            }
            Some(job) = jobs.recv() => job,
            else => return format!("all {done} done"),
        };
        resumable::select! {
            () = stop.cancelled() => return format!("{done} done, {} was interrupted", job.name),
            result = timeout(HOUR * 3, run(&job)) => match result {
                Ok(()) => {
                    done += 1;
                    println!("{} h: {} has ended", hours(start), job.name);
                }
                Err(_) => println!("{} h: {} took too long", hours(start), job.name),
            },
        }
    }
}

fn hours(start: Instant) -> u64 {
    now().duration_since(start).as_secs() / HOUR.as_secs()
}

#[resumable::main(start_paused = true)]
async fn main() {
    let start = now();
    let (sender, jobs) = mpsc::channel(8);
    let stop = CancellationToken::new();
    let worker = spawn(work(jobs, stop.clone()));
    for (name, hours) in [("wash", 1), ("iron", 9), ("fold", 2), ("mend", 3)] {
        assert!(sender.send(Job { name, hours }).await.is_ok(), "the worker is there");
    }
    sleep(HOUR * 8).await;
    stop.cancel();
    let report = worker.await.expect("the worker does not panic");
    println!("{} h: {report}", hours(start));
}
