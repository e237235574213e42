//! placeholder
use proc_macro::TokenStream;
#[proc_macro_attribute]
pub fn coroutine(_: TokenStream, item: TokenStream) -> TokenStream { item }
