//! Macros that are in scope behind this module, in the whole crate.

macro_rules! tripled {
    ($n:expr) => {
        $crate::macros_of_files::later($n).await * 3
    };
}

macro_rules! found {
    ($value:expr) => {
        match $value {
            Some(value) => value,
            None => return Err("nothing is found".to_owned()),
        }
    };
}
