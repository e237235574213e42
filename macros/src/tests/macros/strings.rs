//! Format strings: what they capture becomes an argument.

use expect_test::expect;

use super::check;

#[test]
fn format_strings() {
    check(
        "println!()",
        expect![[r#"
        Format
        println ! ()
    "#]],
    );
    check(
        r#"println!("plain")"#,
        expect![[r#"
        Format
        println ! ("plain")
    "#]],
    );
    check(
        r#"println!("{}", a)"#,
        expect![[r#"
        Format
          a: Borrow
        println ! ("{}" , a)
    "#]],
    );
    check(
        r#"print!("{0} {1:?} {}", a, f().await,)"#,
        expect![[r#"
        Format
          a: Borrow
          f () . await: Borrow
        print ! ("{0} {1:?} {}" , a , f () . await ,)
    "#]],
    );
    check(
        r#"println!("{x} {x:?} {y}")"#,
        expect![[r#"
        Format
          x = x: Borrow
          y = y: Borrow
        println ! ("{x} {x:?} {y}" , x = x , y = y)
    "#]],
    );
    check(
        r#"println!("{x}",)"#,
        expect![[r#"
        Format
          x = x: Borrow
        println ! ("{x}" , x = x)
    "#]],
    );
    check(
        r#"format!("{x} {y}", y = 1)"#,
        expect![[r#"
        Format
          y = 1: Borrow
          x = x: Borrow
        format ! ("{x} {y}" , y = 1 , x = x)
    "#]],
    );
    check(
        r#"format!("{x}", r#x = 1)"#,
        expect![[r#"
        Format
          r#x = 1: Borrow
        format ! ("{x}" , r#x = 1)
    "#]],
    );
    check(
        r#"format!("{x:>w$.p$} {:n$}", a)"#,
        expect![[r#"
        Format
          a: Borrow
          x = x: Borrow
          w = w: Borrow
          p = p: Borrow
          n = n: Borrow
        format ! ("{x:>w$.p$} {:n$}" , a , x = x , w = w , p = p , n = n)
    "#]],
    );
    check(
        r#"format!("{{x}} {{{x}}} }}{{")"#,
        expect![[r#"
        Format
          x = x: Borrow
        format ! ("{{x}} {{{x}}} }}{{" , x = x)
    "#]],
    );
    check(
        r#"format!("{:.*} {:1$} {:.0$}", 2, a)"#,
        expect![[r#"
        Format
          2: Borrow
          a: Borrow
        format ! ("{:.*} {:1$} {:.0$}" , 2 , a)
    "#]],
    );
    check(
        r#"format!("{x:}>5} {y:{<w$}", )"#,
        expect![[r#"
        Format
          x = x: Borrow
          y = y: Borrow
          w = w: Borrow
        format ! ("{x:}>5} {y:{<w$}" , x = x , y = y , w = w)
    "#]],
    );
    check(
        r#"format!("{x:08.3} {y:#010x} {z:+e} {w:08x?}")"#,
        expect![[r#"
        Format
          x = x: Borrow
          y = y: Borrow
          z = z: Borrow
          w = w: Borrow
        format ! ("{x:08.3} {y:#010x} {z:+e} {w:08x?}" , x = x , y = y , z = z , w = w)
    "#]],
    );
    check(
        r#"format!("{x :? } {ünï}")"#,
        expect![[r#"
        Format
          x = x: Borrow
          ünï = ünï: Borrow
        format ! ("{x :? } {ünï}" , x = x , ünï = ünï)
    "#]],
    );
    check(
        r#"format!("\u{78} \"{\x78}\" {\n} \\{y}")"#,
        expect![[r#"
        Format
          x = x: Borrow
          y = y: Borrow
        format ! ("\u{78} \"{\x78}\" {\n} \\{y}" , x = x , y = y)
    "#]],
    );
    check(
        r##"format!(r#"{x} "{y}" \{z}"#)"##,
        expect![[r##"
        Format
          x = x: Borrow
          y = y: Borrow
          z = z: Borrow
        format ! (r#"{x} "{y}" \{z}"# , x = x , y = y , z = z)
    "##]],
    );
    check(
        r#"format!("{type} {self} {Self} {_}")"#,
        expect![[r#"
        Format
          r#type = r#type: Borrow
          self = self: Borrow
        format ! ("{type} {self} {Self} {_}" , r#type = r#type , self = self)
    "#]],
    );
    check(
        r#"format!("{ x } {", )"#,
        expect![[r#"
        Format
        format ! ("{ x } {" ,)
    "#]],
    );
    check(
        r#"format_args!("{}", &g())"#,
        expect![[r#"
        Format
          & g (): Borrow
        format_args ! ("{}" , & g ())
    "#]],
    );
    check(
        r#"eprintln!(concat!("{", "}"), a)"#,
        expect![[r#"
        Format
          a: Borrow
        eprintln ! (concat ! ("{" , "}") , a)
    "#]],
    );
    check(
        r#"std::format!["{x}"]"#,
        expect![[r#"
        Format
          x = x: Borrow
        std :: format ! ["{x}" , x = x]
    "#]],
    );
    check(
        r#"format!{"{}", a == b}"#,
        expect![[r#"
        Format
          a == b: Borrow
        format ! { "{}" , a == b }
    "#]],
    );
    check(
        "format!(name)",
        expect![[r#"
        Format
          name: Value
        format ! (name)
    "#]],
    );
    check(r#"println!("{}", a => b)"#, expect!["not seen into"]);
    check(r#"println!("{}" a)"#, expect!["not seen into"]);
}

#[test]
fn writers_and_panics() {
    check(
        r#"write!(f, "{x}")"#,
        expect![[r#"
        Format
          f: Borrow
          x = x: Borrow
        write ! (f , "{x}" , x = x)
    "#]],
    );
    check(
        "writeln!(self.out)",
        expect![[r#"
        Format
          self . out: Borrow
        writeln ! (self . out)
    "#]],
    );
    check(
        r#"writeln!(&mut out, "{}", a)"#,
        expect![[r#"
        Format
          & mut out: Borrow
          a: Borrow
        writeln ! (& mut out , "{}" , a)
    "#]],
    );
    check(
        r#"panic!("{x}")"#,
        expect![[r#"
        Format
          x = x: Borrow
        panic ! ("{x}" , x = x)
    "#]],
    );
    check(
        "panic!(message)",
        expect![[r#"
        Format
          message: Value
        panic ! (message)
    "#]],
    );
    check(
        "panic!()",
        expect![[r#"
        Format
        panic ! ()
    "#]],
    );
    check(
        r#"todo!("{}", a)"#,
        expect![[r#"
        Format
          a: Borrow
        todo ! ("{}" , a)
    "#]],
    );
    check(
        r#"unreachable!("{x:?}")"#,
        expect![[r#"
        Format
          x = x: Borrow
        unreachable ! ("{x:?}" , x = x)
    "#]],
    );
    check(
        "bail!(Error::new(a))",
        expect![[r#"
        Format
          Error :: new (a): Value
        bail ! (Error :: new (a))
    "#]],
    );
    check(
        r#"anyhow!("{x}: {}", a)"#,
        expect![[r#"
        Format
          a: Borrow
          x = x: Borrow
        anyhow ! ("{x}: {}" , a , x = x)
    "#]],
    );
    check(
        r#"ensure!(a > b, "{x}")"#,
        expect![[r#"
        Assert
          a > b: Value
          x = x: Borrow, lazy
        ensure ! (a > b , "{x}" , x = x)
    "#]],
    );
    check(
        "ensure!(ok, error(a))",
        expect![[r#"
        Assert
          ok: Value
          error (a): Value, lazy
        ensure ! (ok , error (a))
    "#]],
    );
    check(
        r#"panic!(concat!("a", "{}"), x)"#,
        expect![[r#"
        Format
          x: Borrow
        panic ! (concat ! ("a" , "{}") , x)
    "#]],
    );
}
