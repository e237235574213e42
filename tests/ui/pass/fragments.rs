//! What a macro passes on is opened without a trace: no lint sees parentheses that nobody wrote.

#![deny(warnings)]

use resumable::{block_on, yield_now};

macro_rules! define {
    ($(#[$meta:meta])* $vis:vis $name:ident<$l:lifetime>($p:pat => $ty:ty) -> $out:ty, $e:expr, $b:block, $($s:stmt;)*) => {
        $(#[$meta])*
        #[resumable::coroutine]
        $vis async fn $name<$l>($p: $ty, text: &$l str) -> $out {
            $($s;)*
            let product = $e * $e;
            let borrowed = &$e;
            yield_now().await;
            if product > $e { return $b; }
            *borrowed + text.len()
        }
    };
}

define! {
    /// Documented.
    #[inline]
    pub defined<'t>((a, b) => (usize, usize)) -> usize, a + b, { yield_now().await; a - b }, let c = a; yield_now().await; assert!(c > b);
}

struct Lists;

macro_rules! implement {
    ($ty:ty, $($item:item)*) => {
        mod implemented {
            use super::*;
            $($item)*
        }
        #[resumable::coroutine]
        impl $ty {
            async fn both(&self, lent: &(dyn Fn() -> u8 + Send)) -> u8 {
                let first = implemented::one().await;
                yield_now().await;
                first + lent()
            }
        }
    };
}

implement! { Lists, #[resumable::coroutine] pub async fn one() -> u8 { yield_now().await; 1 } }

fn main() {
    assert_eq!(block_on(defined((3, 2), "text")), 1);
    assert_eq!(block_on(Lists.both(&|| 2)), 3);
}
