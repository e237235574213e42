//! Types that are only known from later uses, beyond a wait.

use crate::harness::*;

case! {
    /// Integers whose type a later call decides.
    integers();
    async fn integers() -> (u8, i64, usize, i32) {
        fn byte(n: u8) -> u8 { n.leading_zeros() as u8 }
        let (a, mut b, c, fallback) = (1, 0, 2, 1);
        yield_now().await;
        b += 5_i64;
        let list = [10, 20, 30];
        yield_now().await;
        (byte(a), b, list[c], fallback)
    }
}

case! {
    /// Integers that nothing decides are `i32`, floats `f64`.
    fallback();
    async fn fallback() -> (usize, usize, String) {
        let n = 1;
        let x = 1.0;
        yield_now().await;
        (size_of_val(&n), size_of_val(&x), format!("{:?}", n + 1))
    }
}

case! {
    /// An empty vector, `None`, and `Default::default()`.
    empty_values();
    async fn empty_values() -> (Vec<u8>, Option<String>, u16) {
        let mut list = Vec::new();
        let mut option = None;
        let number = Default::default();
        let later_pushed = 5;
        yield_now().await;
        list.push(later_pushed);
        if list.len() == 1 {
            option = Some(later("text", String::from("text")).await);
        }
        (list, option, number)
    }
}

case! {
    /// `parse`, `into`, `collect` and `sum`, decided by where the value goes.
    conversions();
    async fn conversions() -> Result<(u16, Vec<char>, String, u64), std::num::ParseIntError> {
        let number = "12".parse()?;
        let chars = "ab".chars().collect();
        let text = 'c'.into();
        yield_now().await;
        let sum = [1u64, 2].iter().sum();
        yield_now().await;
        Ok((number, chars, text, sum))
    }
}

case! {
    /// The parameters of a closure are decided by its first call, after a wait.
    closures();
    async fn closures() -> (u8, String) {
        let add = |a, b| a + b;
        let show = |value: &_| format!("{value:?}");
        yield_now().await;
        let n = add(1u8, 2);
        (n, show(&n))
    }
}

case! {
    /// A vector that a later push decides, whose elements then have methods.
    element_types();
    async fn element_types() -> u32 {
        let mut list = Vec::new();
        for n in 0..3 {
            list.push(later("n", n as u16).await);
        }
        let first = list[0].count_ones();
        yield_now().await;
        let last = list.last().map_or(0, |n| n.count_ones());
        first + last
    }
}

case! {
    /// The output decides the type of what is returned early and at the end.
    output_decides();
    async fn output_decides() -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
        let empty = Vec::new();
        let n = later("n", 1).await;
        if n == 2 {
            return Ok(vec![]);
        }
        if n == 3 {
            return Err("three".into());
        }
        yield_now().await;
        Ok(empty)
    }
}

case! {
    /// The awaited value's type is decided by the variable, the variable's by its use.
    generic_futures();
    async fn generic_futures() -> (u8, Option<u64>) {
        async fn default<T: Default>() -> T {
            yield_now().await;
            T::default()
        }
        let a = default().await;
        let b: Option<_> = default().await;
        yield_now().await;
        (a, b.or(Some(1u64)))
    }
}

case! {
    /// Placeholders in declared types: `Vec<_>`, `&_`, `[_; 2]`, `Result<_, String>`.
    placeholders();
    async fn placeholders() -> Result<usize, String> {
        let list: Vec<_> = (0..3).map(|n| n as u8).collect();
        let reference: &_ = &list;
        let array: [_; 2] = [1, 2];
        yield_now().await;
        let result: Result<_, String> = later("result", Ok(reference.len())).await;
        Ok(result? + array.len())
    }
}

case! {
    /// Coercions: a reference to an array becomes a slice, a closure a pointer, a reference a trait object.
    coercions();
    async fn coercions() -> (usize, u32, String) {
        fn length(slice: &[u8]) -> usize { slice.len() }
        fn show(value: &dyn std::fmt::Debug) -> String { format!("{value:?}") }
        let array = [1, 2, 3];
        let mut function: fn(u32) -> u32 = |n| n;
        let text = String::from("text");
        yield_now().await;
        function = |n| n * 2;
        let slice: &str = &text;
        yield_now().await;
        (length(&array), function(2), show(&slice))
    }
}

trait Rows {
    type Row;
    fn first(&self) -> Self::Row;
}

struct Select<M>(std::marker::PhantomData<M>);

trait Model {
    fn made() -> Self;
}

impl Model for u32 {
    fn made() -> u32 {
        4
    }
}

impl Model for Noisy {
    fn made() -> Noisy {
        noisy("made")
    }
}

impl<M: Model> Rows for Select<M> {
    type Row = M;
    fn first(&self) -> M {
        M::made()
    }
}

fn select<M: Model>() -> Select<M> {
    Select(std::marker::PhantomData)
}

impl<M: Model> Select<M> {
    async fn rows<'n>(self, n: &'n u32) -> Result<impl Rows<Row = M> + 'n, u32>
    where
        M: 'n,
    {
        later("rows", *n).await;
        Ok(self)
    }
}

case! {
    /// What is selected, only the bounds of the output say.
    mod bounds_of_the_output => run();
    co! {
        async fn rows<'a: 'b, 'b>(n: &'a u32) -> Result<impl Rows<Row = Noisy> + 'b, u32> {
            select().rows(n).await
        }
        async fn number(n: &u32) -> impl Rows<Row = u32> {
            yield_now().await;
            log(format!("{n}"));
            select()
        }
        async fn run() -> u32 {
            let n = 3;
            let rows = rows(&n).await.ok().map_or(0, |rows| rows.first().into_number());
            rows + number(&n).await.first()
        }
    }
}
