//! A crawler over a web that is made up: workers, retries that wait longer and longer, redirects, time limits, one request at a time for
//! each host.

use super::runtime::{Elapsed, JoinError, JoinHandle, block_on, sleep, spawn, timeout};
use futures::channel::mpsc;
use futures::lock::Mutex as AsyncMutex;
use futures::stream::StreamExt;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Url {
    host: String,
    path: String,
}

impl FromStr for Url {
    type Err = FetchError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, path) = text.split_once('/').ok_or_else(|| FetchError::Malformed(text.to_owned()))?;
        if host.is_empty() {
            return Err(FetchError::Malformed(text.to_owned()));
        }
        Ok(Url { host: host.to_owned(), path: format!("/{path}") })
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.host, self.path)
    }
}

#[derive(Debug)]
pub enum FetchError {
    Malformed(String),
    Missing,
    Busy { again_after: Duration },
    TooSlow,
    TooManyRedirects(Vec<Url>),
    Crashed(JoinError),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FetchError::Malformed(text) => write!(f, "{text:?} is no address"),
            FetchError::Missing => f.write_str("there is no such page"),
            FetchError::Busy { .. } => f.write_str("the server is busy"),
            FetchError::TooSlow => f.write_str("the server does not answer"),
            FetchError::TooManyRedirects(via) => write!(f, "redirected {} times", via.len()),
            FetchError::Crashed(error) => write!(f, "a worker panicked: {error}"),
        }
    }
}

impl From<Elapsed> for FetchError {
    fn from(_: Elapsed) -> Self {
        FetchError::TooSlow
    }
}

impl From<JoinError> for FetchError {
    fn from(error: JoinError) -> Self {
        FetchError::Crashed(error)
    }
}

enum Response {
    Page { title: String, links: Vec<String> },
    Moved(String),
}

/// Whatever can be asked for pages.
trait Fetch {
    #[cfg_attr(test, resumable::coroutine)]
    async fn fetch(&self, url: &Url) -> Result<Response, FetchError>;
}

/// A web in a table. A line is a page, what is on it, and how it behaves.
struct FakeWeb {
    pages: HashMap<String, &'static str>,
    asked: Mutex<HashMap<String, usize>>,
    busy_hosts: Mutex<HashSet<String>>,
}

const WEB: &str = "\
a.net/: links a.net/one b.net/ a.net/missing c.net/slow
a.net/one: links a.net/ a.net/two no-address
a.net/two: busy 2 links b.net/deep
a.net/loop: moved a.net/loop
b.net/: moved b.net/home
b.net/home: links b.net/flaky a.net/loop
b.net/deep: links b.net/deeper
b.net/deeper: links b.net/deepest
b.net/deepest: links
b.net/flaky: busy 9 links
c.net/slow: slow links";

impl FakeWeb {
    fn new(table: &'static str) -> Self {
        let pages = table.lines().filter_map(|line| line.split_once(": ")).map(|(url, page)| (url.to_owned(), page));
        FakeWeb { pages: pages.collect(), asked: Mutex::default(), busy_hosts: Mutex::default() }
    }

    fn count(&self, url: &Url) -> usize {
        let mut asked = self.asked.lock().unwrap();
        let count = asked.entry(url.to_string()).or_default();
        *count += 1;
        *count
    }
}

impl Fetch for FakeWeb {
    #[cfg_attr(test, resumable::coroutine)]
    async fn fetch(&self, url: &Url) -> Result<Response, FetchError> {
        let count = self.count(url);
        let alone = self.busy_hosts.lock().unwrap().insert(url.host.clone());
        assert!(alone, "two requests to {} at the same time", url.host);
        struct Done<'w>(&'w FakeWeb, &'w Url);
        impl Drop for Done<'_> {
            fn drop(&mut self) {
                self.0.busy_hosts.lock().unwrap().remove(&self.1.host);
            }
        }
        let _done = Done(self, url);
        sleep(Duration::from_millis(1)).await;

        let page = *self.pages.get(&url.to_string()).ok_or(FetchError::Missing)?;
        let mut words = page.split(' ');
        while let Some(word) = words.next() {
            match word {
                "moved" => return Ok(Response::Moved(words.collect())),
                "busy" => {
                    let times: usize = words.next().and_then(|times| times.parse().ok()).unwrap_or(usize::MAX);
                    if count <= times {
                        return Err(FetchError::Busy { again_after: Duration::from_millis(1) });
                    }
                }
                "slow" => sleep(Duration::from_secs(3600)).await,
                _ => break,
            }
        }
        Ok(Response::Page { title: format!("{} number {count}", url.host), links: words.map(str::to_owned).collect() })
    }
}

/// What became of an address.
#[derive(Debug)]
struct Visit {
    url: Url,
    depth: usize,
    outcome: Result<Found, FetchError>,
}

#[derive(Debug)]
struct Found {
    title: String,
    links: Vec<Url>,
    broken: Vec<String>,
    via: Vec<Url>,
}

#[derive(Clone, Copy)]
struct Limits {
    depth: usize,
    workers: usize,
    attempts: u32,
    redirects: usize,
    patience: Duration,
}

struct Crawler<F> {
    fetcher: F,
    limits: Limits,
    hosts: Mutex<HashMap<String, Arc<AsyncMutex<()>>>>,
    requests: AtomicUsize,
}

impl<F: Fetch> Crawler<F> {
    fn new(fetcher: F, limits: Limits) -> Self {
        Crawler { fetcher, limits, hosts: Mutex::default(), requests: AtomicUsize::new(0) }
    }

    /// One request, when it is the turn of the host.
    #[cfg_attr(test, resumable::coroutine)]
    async fn request(&self, url: &Url) -> Result<Response, FetchError> {
        let host = self.hosts.lock().unwrap().entry(url.host.clone()).or_default().clone();
        let _turn = host.lock().await;
        self.requests.fetch_add(1, Ordering::Relaxed);
        timeout(self.limits.patience, self.fetcher.fetch(url)).await?
    }

    /// Asks again while the server is busy, after a pause that doubles.
    #[cfg_attr(test, resumable::coroutine)]
    async fn request_patiently(&self, url: &Url) -> Result<Response, FetchError> {
        let mut attempt = 1;
        loop {
            let error = match self.request(url).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            match error {
                FetchError::Busy { again_after } if attempt < self.limits.attempts => {
                    sleep(again_after * 2u32.pow(attempt - 1)).await;
                    attempt += 1;
                }
                error => return Err(error),
            }
        }
    }

    /// Follows redirects to a page.
    #[cfg_attr(test, resumable::coroutine)]
    async fn find(&self, url: Url) -> Result<Found, FetchError> {
        let mut via = Vec::new();
        let mut at = url;
        loop {
            match self.request_patiently(&at).await? {
                Response::Page { title, links } => {
                    let (good, bad): (Vec<_>, Vec<_>) =
                        links.into_iter().map(|link| link.parse::<Url>().map_err(|_| link)).partition(Result::is_ok);
                    let links = good.into_iter().flatten().collect();
                    let broken = bad.into_iter().filter_map(Result::err).collect();
                    return Ok(Found { title, links, broken, via });
                }
                Response::Moved(to) => {
                    via.push(at);
                    if via.len() > self.limits.redirects {
                        return Err(FetchError::TooManyRedirects(via));
                    }
                    at = to.parse()?;
                }
            }
        }
    }
}

type Jobs = Arc<AsyncMutex<mpsc::UnboundedReceiver<(Url, usize)>>>;

/// Visits what comes through the queue that all workers share. How many that were.
#[cfg_attr(test, resumable::coroutine)]
async fn worker(crawler: Arc<Crawler<FakeWeb>>, jobs: Jobs, visits: mpsc::UnboundedSender<Visit>) -> usize {
    let mut done = 0;
    loop {
        let job = jobs.lock().await.next().await;
        let Some((url, depth)) = job else { break };
        let outcome = crawler.find(url.clone()).await;
        done += 1;
        if visits.unbounded_send(Visit { url, depth, outcome }).is_err() {
            break;
        }
    }
    done
}

#[derive(Default)]
struct Report {
    lines: BTreeMap<String, String>,
    broken: BTreeMap<String, Vec<String>>,
    deepest: usize,
}

impl Report {
    fn add(&mut self, url: &Url, depth: usize, found: &Found) {
        let via: String = found.via.iter().map(|url| format!(", via {url}")).collect();
        let line = format!("{:?}, {} links, depth {depth}{via}", found.title, found.links.len());
        self.lines.insert(url.to_string(), line);
        if !found.broken.is_empty() {
            self.broken.entry(url.to_string()).or_default().extend(found.broken.iter().cloned());
        }
        self.deepest = self.deepest.max(depth);
    }
}

/// Hands out addresses as they are found, each once, until nothing is under way any more.
#[cfg_attr(test, resumable::coroutine)]
async fn crawl(start: &[&str], limits: Limits) -> Result<Vec<String>, FetchError> {
    let crawler = Arc::new(Crawler::new(FakeWeb::new(WEB), limits));
    let (queue, jobs) = mpsc::unbounded();
    let jobs = Arc::new(AsyncMutex::new(jobs));
    let (sender, mut visits) = mpsc::unbounded();
    let workers: Vec<JoinHandle<usize>> =
        (0..limits.workers).map(|_| spawn(worker(crawler.clone(), jobs.clone(), sender.clone()))).collect();
    drop(sender);

    let mut seen = HashSet::new();
    let mut under_way = 0;
    for text in start {
        let url: Url = text.parse()?;
        if seen.insert(url.clone()) {
            under_way += 1;
            queue.unbounded_send((url, 0)).expect("the workers wait");
        }
    }

    let mut report = Report::default();
    while under_way > 0 {
        let Some(Visit { url, depth, outcome }) = visits.next().await else { break };
        under_way -= 1;
        match outcome {
            Ok(found) => {
                report.add(&url, depth, &found);
                let next = found.links.into_iter().filter(|_| depth < limits.depth);
                for link in next.filter(|link| seen.insert(link.clone())) {
                    under_way += 1;
                    queue.unbounded_send((link, depth + 1)).expect("the workers wait");
                }
            }
            Err(error) => {
                report.lines.insert(url.to_string(), format!("failed: {error}"));
            }
        }
    }

    drop(queue);
    let mut visited = 0;
    for worker in workers {
        visited += worker.await?;
    }
    let Report { lines, broken, deepest } = report;
    let mut said: Vec<String> = lines.into_iter().map(|(url, line)| format!("{url}: {line}")).collect();
    said.extend(broken.into_iter().map(|(url, links)| format!("{url} links to {}", links.join(", "))));
    said.push(format!("{visited} visited with {} requests, {deepest} deep", crawler.requests.load(Ordering::Relaxed)));
    Ok(said)
}

#[cfg_attr(test, resumable::coroutine)]
async fn crawl_all() -> Vec<String> {
    let usual = Limits { depth: 3, workers: 3, attempts: 3, redirects: 4, patience: Duration::from_millis(40) };
    let plans: [(&str, &[&str], Limits); 4] = [
        ("all", &["a.net/"], usual),
        ("shallow", &["a.net/", "b.net/deep", "a.net/"], Limits { depth: 1, ..usual }),
        ("alone and hasty", &["a.net/"], Limits { workers: 1, attempts: 1, ..usual }),
        ("wrong", &["a.net/", "nowhere"], usual),
    ];
    let mut said = Vec::new();
    for (name, start, limits) in plans {
        match crawl(start, limits).await {
            Ok(lines) => said.extend(lines.into_iter().map(|line| format!("{name}: {line}"))),
            Err(error) => said.push(format!("{name}: {error}")),
        }
    }
    said
}

pub fn run() -> Vec<String> {
    block_on(crawl_all())
}
