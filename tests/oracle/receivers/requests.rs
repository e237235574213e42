//! Chains that build a request and send it, and a method of a temporary.

use crate::harness::*;

/// A request as many SDKs build it: each method takes the one before, and has any name.
struct Request {
    held: Noisy,
    parts: Vec<String>,
}

struct Api(Noisy);

impl Api {
    fn put_item(&self) -> Request {
        Request { held: noisy_n("request", self.0.by_ref()), parts: Vec::new() }
    }
}

impl Request {
    fn table(mut self, name: impl Into<String>) -> Self {
        self.parts.push(name.into());
        self
    }
    fn set_key(self, key: Option<String>) -> Self {
        self.table(key.unwrap_or_default())
    }
    async fn send(self) -> Result<Vec<String>, String> {
        yield_now().await;
        self.held.by_ref();
        Ok(self.parts)
    }
    fn bind(self, part: impl std::fmt::Debug) -> Self {
        self.table(format!("{part:?}"))
    }
    async fn fetch_one(self, db: &Api) -> Result<Vec<String>, String> {
        yield_now().await;
        db.0.by_ref();
        Ok(self.parts)
    }
    async fn update(self, db: &Api) -> Result<u32, String> {
        yield_now().await;
        Ok(self.held.by_ref() + db.0.by_ref())
    }
}

fn query(held: Noisy) -> Request {
    Request { held, parts: Vec::new() }
}

case! {
    /// A chain that begins with a method without arguments, and is sent. Its arguments borrow from locals.
    sent();
    async fn sent() -> Result<usize, String> {
        let api = Api(noisy_n("api", 1));
        let name = later("name", String::from("name")).await;
        let parts = api.put_item().table(name.as_str()).set_key(Some(name.clone())).table(op("last", "x")).send().await?;
        log("sent");
        let others = (noisy("beside"), api.put_item().table(name.trim()).send().await?.len());
        yield_now().await;
        Ok(parts.len() + others.1 + name.len())
    }
}

case! {
    /// A chain that begins with a function that is called so, and what is run on a database.
    run_on_a_database();
    async fn run_on_a_database() -> Result<usize, String> {
        let db = Api(noisy_n("db", 1));
        let id = String::from("id");
        yield_now().await;
        let row = query(noisy("query")).bind(id.len()).bind(id.as_bytes()).fetch_one(&db).await?;
        let model = query(noisy("model"));
        look("held", &model.held).await;
        let n = model.update(&db).await?;
        yield_now().await;
        let second = query(noisy("second")).bind(&row);
        yield_now().await;
        let rows = second.fetch_one(&db).await?;
        yield_now().await;
        Ok(row.len() + rows.len() + n as usize)
    }
}

case! {
    /// A method of a temporary that is told how long, and of what.
    mod timed => run();
    struct Clock(Noisy);
    impl Clock {
        fn here() -> Self { Clock(noisy("clock")) }
        async fn timeout(&self, most: u32, waited: impl Future<Output = u32>) -> Result<u32, u32> {
            let n = waited.await;
            self.0.by_ref();
            if n > most { Err(n) } else { Ok(n) }
        }
    }
    co! {
        async fn run() -> Result<u32, u32> {
            let n = Clock::here().timeout(3, later("n", 2)).await?;
            Clock::here().timeout(3, later("m", n + 5)).await
        }
    }
}
