//! Bodies that are full of borrows and of moves: most of what can be changed about them is wrong.

use crate::harness::*;

/// The longer of two.
fn longer<'a>(a: &'a str, b: &'a str) -> &'a str {
    if a.len() > b.len() { a } else { b }
}

/// Holds two borrows of different lengths.
struct Pair<'a, 'b> {
    left: &'a mut Vec<u32>,
    right: &'b [u32],
}

impl<'a, 'b> Pair<'a, 'b> {
    fn left(&mut self) -> &mut Vec<u32> {
        self.left
    }

    fn right(&self) -> &'b [u32] {
        self.right
    }

    fn into_left(self) -> &'a mut Vec<u32> {
        self.left
    }
}

case! {
    /// Two lifetimes that have nothing to do with each other, of which one is returned.
    two_lifetimes("left", "right");
    async fn two_lifetimes<'a, 'b>(left: &'a str, right: &'b str) -> &'a str {
        let mut seen: Vec<&str> = vec![left];
        yield_now().await;
        seen.push(right);
        let both = longer(left, right).len();
        yield_now().await;
        log(both + seen.len());
        left
    }
}

case! {
    /// One lifetime for both.
    one_lifetime("left", "right");
    async fn one_lifetime<'a>(left: &'a str, right: &'a str) -> &'a str {
        let result = longer(left, right);
        yield_now().await;
        let again = longer(result, left);
        yield_now().await;
        again
    }
}

case! {
    /// A struct with two borrows, one of which is taken out.
    mod pair => run(leak(vec![1]), leak([2, 3]));
    co! {
        async fn run<'a, 'b>(list: &'a mut Vec<u32>, rest: &'b [u32; 2]) -> &'a mut Vec<u32> {
            let mut pair = Pair { left: list, right: rest };
            pair.left().push(1);
            yield_now().await;
            let right = pair.right();
            let left = pair.left();
            yield_now().await;
            left.extend(right);
            pair.into_left()
        }
    }
}

case! {
    /// Vectors, strings and options that are lent, taken and given away.
    all_kinds();
    async fn all_kinds() -> usize {
        let mut list = vec![noisy("a"), noisy("b")];
        let mut text = String::from("text");
        let mut option = Some(noisy("option"));
        let mut pair = (noisy("left"), String::from("right"));
        let first = list.first();
        look("first", &first).await;
        let word = text.as_str();
        yield_now().await;
        log(word);
        text.push_str("more");
        if let Some(inner) = option.as_mut() {
            yield_now().await;
            inner.by_mut();
        }
        let taken = option.take();
        yield_now().await;
        list.extend(taken);
        let (left, right) = pair;
        yield_now().await;
        list.push(left);
        text += &right;
        list.len() + text.len()
    }
}

case! {
    /// Guards that look at what they guard, in nested scopes.
    nested_guards();
    async fn nested_guards() -> u32 {
        let outer = noisy_n("outer", 1);
        let guard = watch("guard", &outer);
        let n = {
            let inner = noisy_n("inner", 2);
            let guard = watch("inner guard", &inner);
            yield_now().await;
            let seen = guard.value().by_ref();
            drop(guard);
            yield_now().await;
            seen
        };
        yield_now().await;
        n + guard.value().by_ref()
    }
}

case! {
    /// Closures and nested coroutines that borrow and own.
    captures();
    async fn captures() -> u32 {
        let mut count = 0;
        let value = noisy_n("value", 1);
        let mut add = |n: u32| count += n + value.by_ref();
        add(1);
        yield_now().await;
        add(2);
        let lazy = async {
            yield_now().await;
            value.by_ref()
        };
        let seen = lazy.await;
        let owned = move || value.by_ref();
        yield_now().await;
        count + seen + owned()
    }
}

case! {
    /// Loops that lend, collect and replace.
    loops();
    async fn loops() -> usize {
        let mut current = noisy_n("current", 0);
        let mut seen = Vec::new();
        let names = vec![String::from("a"), String::from("b")];
        for (n, name) in names.iter().enumerate() {
            seen.push(name.as_str());
            let next = noisy_n("next", n as u32);
            look("next", &next).await;
            let last = std::mem::replace(&mut current, next);
            yield_now().await;
            if last.by_ref() > 5 {
                break;
            }
        }
        let mut stack = Vec::from([current]);
        while let Some(top) = stack.pop() {
            yield_now().await;
            if top.into_number() == 0 {
                stack.push(noisy_n("more", 1));
            }
        }
        seen.len()
    }
}

case! {
    /// A generic body, which is told nothing but bounds.
    generic(noisy("value"), leak(noisy("place")));
    async fn generic<'a, T: Clone + std::fmt::Debug>(value: T, place: &'a mut T) -> (&'a T, T) {
        let copy = value.clone();
        let shown = &value;
        look("shown", shown).await;
        *place = copy;
        let place: &'a T = place;
        yield_now().await;
        (place, value)
    }
}
