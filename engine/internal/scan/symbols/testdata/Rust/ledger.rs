#!/usr/bin/env run-cargo-script
#![allow(dead_code)]
//! Books entries.

use std::{fmt, io};
pub(crate) use other::*;

mod elsewhere;

/// Keeps entries. It is not safe.
///
/// More.
#[derive(Debug, Clone)]
#[serde(rename = "}")]
pub struct Ledger<'a, T: Trait<Item = u8> = X, const N: usize = { 1 }>
where
    T: Fn(u8) -> Vec<u8>,
{
    entries: Vec<&'a T>,
}

pub struct Unit;
pub(in crate::a) struct Tuple(pub u8, char);
union Bits { a: u8, b: i8 }
enum Color { Red = '{' as isize, Quote = '\'' as isize, Byte = b'}' as isize, Named { a: u8 } }
type Short<'a> = Ledger<'a, u8>;
const TEXT: &str = r##"fn not_here() { "# "##;
static RAW: &[u8] = br"\";
const BLOCK: u8 = { fn hidden() {} 1 };

/* a /* nested } */ comment } */
impl<'a, T> Ledger<'a, T>
where
    T: Clone,
{
    const MAX: usize = 1;

    /** Books an entry. */
    #[inline]
    pub const unsafe fn post<F: Fn(&T) -> bool>(&'a mut self, f: F) -> Result<Vec<T>, io::Error>
    where
        F: Send,
    {
        fn closure() {}
        let c = |x: char| { x == '}' };
        'outer: loop { break 'outer }
    }

    pub(crate) async fn r#type(self) {}
}

impl<T> fmt::Display for crate::a::Ledger<'_, T> { type Out = u8; fn fmt(&self) -> fmt::Result { Ok(()) } }
impl From<u8> for &'static [u8] { fn from(x: u8) -> Self { x } }
unsafe impl<T> Send for Box<dyn Trait<T>> {}
impl !Sync for Unit {}
impl Trait for fn(u8) -> u8 {}

pub unsafe auto trait Marker {}
pub trait Store: Sized + 'static {
    type Item;
    fn required(&self) -> u8;
    // Has a body.
    fn provided(&self) -> [u8; { 2 }] { [0; 2] }
}

extern "C" {
    fn declared(a: u8);
}
pub extern "C" fn exported(_: extern "C" fn()) {}

macro_rules! make {
    ($a:ident) => { fn $a() {} };
}
make! { fn in_macro() {} }
make!(x);
thread_local! { static X: u8 = { 1 } }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works() { let x = "multi
line } fn no() {}"; }
}

fn broken(a: u8 {
}
