//! A branchy parser that is fed byte by byte.

use super::*;

static TEXT: &[u8] = br#"
# A comment goes on to the end of its line.
{ "first": 12, "second": [3, -4, 5], "third": "a \"quoted\" word", # and another
  "fourth": 678, "nested": { "flag": true, "depth": -90 } }
"#;

cases! {
    parser => polled(parse(Source::new(black_box(TEXT)))); {
        co! {
            async fn parse(mut source: Source) -> u64 {
                let (mut sum, mut depth) = (0u64, 0u64);
                let mut byte = source.next().await;
                while let Some(current) = byte {
                    byte = source.next().await;
                    match current {
                        b'0'..=b'9' => {
                            let mut number = u64::from(current - b'0');
                            while let Some(digit @ b'0'..=b'9') = byte {
                                number = number * 10 + u64::from(digit - b'0');
                                byte = source.next().await;
                            }
                            sum = sum.wrapping_add(number * depth);
                        }
                        b'"' => loop {
                            match byte {
                                None => return sum,
                                Some(b'"') => {
                                    byte = source.next().await;
                                    break;
                                }
                                Some(b'\\') => {
                                    source.next().await;
                                }
                                Some(other) => sum = sum.wrapping_mul(31) ^ u64::from(other),
                            }
                            byte = source.next().await;
                        },
                        b'#' => {
                            while byte.is_some_and(|byte| byte != b'\n') { byte = source.next().await; }
                        }
                        b'{' | b'[' => depth += 1,
                        b'}' | b']' => depth -= 1,
                        b'a'..=b'z' => sum += 1,
                        _ => {}
                    }
                }
                sum
            }
        }
    }

    /// The same in functions that borrow the source, with a result.
    parser_in_functions => polled(run(black_box(TEXT))); {
        co! {
            async fn number(source: &mut Source, first: u8) -> Result<(u64, Option<u8>), &'static str> {
                let mut number = u64::from(first - b'0');
                loop {
                    match source.next().await {
                        Some(digit @ b'0'..=b'9') => number = number * 10 + u64::from(digit - b'0'),
                        other => return Ok((number, other)),
                    }
                }
            }
        }
        co! {
            async fn string(source: &mut Source) -> Result<u64, &'static str> {
                let mut hash = 0u64;
                loop {
                    match source.next().await.ok_or("the string does not end")? {
                        b'"' => return Ok(hash),
                        b'\\' => { source.next().await.ok_or("the escape does not end")?; }
                        other => hash = hash.wrapping_mul(31) ^ u64::from(other),
                    }
                }
            }
        }
        co! {
            async fn parse(source: &mut Source) -> Result<u64, &'static str> {
                let mut sum = 0u64;
                let mut byte = source.next().await;
                while let Some(current) = byte {
                    if let b'0'..=b'9' = current {
                        let (number, next) = number(source, current).await?;
                        sum = sum.wrapping_add(number);
                        byte = next;
                        continue;
                    } else if current == b'"' {
                        sum ^= string(source).await?;
                    } else if current == b'#' {
                        while source.next().await.ok_or("the line does not end")? != b'\n' {}
                    }
                    byte = source.next().await;
                }
                Ok(sum)
            }
        }
        co! {
            async fn run(text: &'static [u8]) -> u64 {
                let mut source = Source::new(text);
                match parse(&mut source).await {
                    Ok(sum) => sum,
                    Err(message) => message.len() as u64,
                }
            }
        }
    }
}
