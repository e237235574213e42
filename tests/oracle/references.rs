//! References into the coroutine's own frame, held across suspensions.

use crate::harness::*;

case! {
    /// A future borrows a local while it waits, and reads it before and after.
    shared_borrow();
    async fn shared_borrow() -> usize {
        let text = noisy("text");
        let list = vec![1, 2, 3];
        look("list", &list).await;
        let seen: &Vec<u32> = look("again", &list).await;
        yield_now().await;
        look("text", &text).await;
        seen.len()
    }
}

case! {
    /// A future borrows a local uniquely and writes through it before and after it waits.
    unique_borrow();
    async fn unique_borrow() -> Vec<u32> {
        let mut list = vec![];
        edit("first", &mut list, |list| list.push(1)).await;
        list.push(10);
        edit("second", &mut list, |list| list.push(2)).await;
        list
    }
}

case! {
    /// A reference is itself a local, and points at another one across waits.
    local_reference();
    async fn local_reference() -> u32 {
        let mut n = 1;
        let r = &mut n;
        yield_now().await;
        *r += 1;
        yield_now().await;
        *r += 1;
        n
    }
}

case! {
    /// A reference to a reference, and a reborrow that ends before the original is used again.
    reborrows();
    async fn reborrows() -> Vec<u32> {
        let mut list = vec![1];
        let outer = &mut list;
        {
            let inner = &mut *outer;
            yield_now().await;
            inner.push(2);
        }
        let nested = &outer;
        yield_now().await;
        log(nested.len());
        outer.push(3);
        edit("edit", outer, |list| list.push(4)).await;
        outer.push(5);
        list
    }
}

case! {
    /// Slices of a local array, one shared, two unique and disjoint.
    slices();
    async fn slices() -> [u32; 4] {
        let mut array = [1, 2, 3, 4];
        {
            let middle = &array[1..3];
            look("middle", middle).await;
            log(middle.len());
        }
        let (left, right) = array.split_at_mut(2);
        yield_now().await;
        left[0] = right[1];
        edit("right", right, |right| right[0] += 10).await;
        left.swap(0, 1);
        array
    }
}

case! {
    /// String slices of a local string, kept in a vector, used after more waits.
    string_slices();
    async fn string_slices() -> Vec<String> {
        let text = String::from("one two three");
        let mut words: Vec<&str> = vec![];
        for word in text.split(' ') {
            yield_now().await;
            words.push(word);
        }
        let longest = words.iter().max_by_key(|word| word.len());
        yield_now().await;
        log(longest.copied().unwrap_or(""));
        words.into_iter().rev().map(String::from).collect()
    }
}

case! {
    /// A borrowing iterator lives across waits while its source is in the frame.
    borrowing_iterators();
    async fn borrowing_iterators() -> u32 {
        let list = vec![noisy_n("item", 1), noisy_n("item", 2)];
        let mut iter = list.iter().enumerate().peekable();
        let mut sum = 0;
        while let Some((i, item)) = iter.next() {
            look("item", item).await;
            sum += i as u32 + item.by_ref();
            if iter.peek().is_none() {
                yield_now().await;
            }
        }
        sum
    }
}

case! {
    /// A struct that holds a reference to a local and looks at it when it drops.
    borrowing_guards();
    async fn borrowing_guards() {
        let value = noisy("value");
        let first = watch("first", &value);
        yield_now().await;
        let second = watch("second", first.value());
        yield_now().await;
        drop(first);
        yield_now().await;
    }
}

case! {
    /// References to fields of one local: one shared, one unique, at the same time.
    disjoint_fields();
    async fn disjoint_fields() -> (Vec<u32>, u32, String) {
        let mut triple = (vec![1], 2, String::from("s"));
        let list = &mut triple.0;
        let text = &triple.2;
        yield_now().await;
        list.push(triple.1);
        look("text", text).await;
        edit("list", list, |list| list.push(text.len() as u32)).await;
        triple.1 += 1;
        triple
    }
}

case! {
    /// A local that is borrowed, then moved away, then waits go on.
    borrowed_then_moved();
    async fn borrowed_then_moved() -> u32 {
        let value = noisy_n("value", 1);
        look("look", &value).await;
        let other = value;
        yield_now().await;
        other.by_ref()
    }
}

case! {
    /// A box is moved while something it points at stays borrowed by nothing: only the box moves.
    boxes();
    async fn boxes() -> u32 {
        let boxed = Box::new(noisy_n("boxed", 1));
        let inner: &Noisy = &boxed;
        look("inner", inner).await;
        let moved = boxed;
        yield_now().await;
        // What lives across a wait is not unboxed in place: the box is moved.
        let unboxed = *{moved};
        yield_now().await;
        unboxed.by_ref()
    }
}

case! {
    /// A reference chosen by a condition among locals of different scopes.
    chosen_reference();
    async fn chosen_reference() -> usize {
        let (a, b) = (String::from("a"), String::from("bb"));
        let c;
        let chosen = if later("condition", true).await {
            &a
        } else {
            c = later("c", String::from("ccc")).await;
            &c
        };
        look("chosen", chosen).await;
        let chosen = std::cmp::max(chosen, &b);
        yield_now().await;
        chosen.len()
    }
}

case! {
    /// References in collections, and an entry of a map held across a wait.
    collections_of_references();
    async fn collections_of_references() -> u32 {
        use std::collections::BTreeMap;
        let (mut a, mut b) = (1, 2);
        {
            let mut all = vec![&mut a, &mut b];
            yield_now().await;
            for n in &mut all {
                yield_now().await;
                **n += 10;
            }
        }
        let mut map = BTreeMap::from([("x", a)]);
        let entry = map.entry("y").or_insert(0);
        yield_now().await;
        *entry += b;
        map.values().sum()
    }
}

case! {
    /// A future that borrows a local is made first and awaited later.
    future_made_before_it_is_awaited();
    async fn future_made_before_it_is_awaited() -> u32 {
        let mut n = 1;
        let mut list = vec![1];
        let reading = look("reading", &n);
        let writing = edit("writing", &mut list, |list| list.push(2));
        yield_now().await;
        writing.await;
        let seen = *reading.await;
        n += seen;
        n + list.len() as u32
    }
}

case! {
    /// The same place is lent to future after future in a loop.
    lent_in_a_loop();
    async fn lent_in_a_loop() -> (String, usize) {
        let mut buffer = String::new();
        let mut total = 0;
        for word in ["a", "bb", "ccc"] {
            edit("append", &mut buffer, |buffer| buffer.push_str(word)).await;
            let seen = look("check", &buffer).await;
            total += seen.len();
            if buffer.len() > 6 {
                buffer.clear();
            }
        }
        (buffer, total)
    }
}

case! {
    /// Raw addresses do not change: what a wait borrowed stays where it was.
    addresses_are_stable();
    async fn addresses_are_stable() -> bool {
        let value = [noisy("value")];
        let before = &raw const value as usize;
        look("look", &value).await;
        let same = before == &raw const value as usize;
        let reference = &value;
        yield_now().await;
        same && before == &raw const *reference as usize
    }
}

case! {
    /// References and numbers that nobody looks at after the wait are not held: both versions are `Send`.
    not_used_again();
    async fn not_used_again() -> u32 {
        let cell = std::cell::Cell::new(1);
        let shared = &cell;
        let seen = shared.get();
        let mut sum = 0;
        for n in [1, 2] {
            let inner = std::cell::Cell::new(n);
            let again = &inner;
            let more = again.get();
            yield_now().await;
            sum += more;
        }
        yield_now().await;
        seen + sum
    }
}

struct Writer {
    list: Vec<u32>,
    held: Noisy,
}

struct Fields<'a> {
    list: &'a mut Vec<u32>,
    held: &'a mut Noisy,
}

impl Writer {
    fn project(&mut self) -> Fields<'_> {
        Fields { list: &mut self.list, held: &mut self.held }
    }
}

fn push(list: &mut Vec<u32>, n: u32) -> usize {
    list.push(n);
    list.len()
}

case! {
    /// Unique references in the fields of a projection are reborrowed.
    projection(leak(Writer { list: vec![], held: noisy("held") }));
    async fn projection(writer: &mut Writer) -> usize {
        let this = writer.project();
        let mut sum = 0;
        for n in 0..3 {
            sum += push(this.list, n);
            look("held", this.held).await;
            this.held.by_mut();
        }
        sum + push(this.list, later("n", 4).await)
    }
}
