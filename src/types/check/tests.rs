use expect_test::{Expect, expect};

use crate::options::Options;
use crate::package::{Package, TopDecl};
use crate::source::PosBase;
use crate::tree::{Decl, VarFlags};

fn check_source(text: &str) -> Package {
    let mut pkg = Package::new(Options::default(), "main");
    let file = "x.go".into();
    let base =
        pkg.sources.add_base(PosBase { file, abs_file: file, directive: None, inlined: None });
    let parsed = crate::syntax::parse_file(text.as_bytes(), base, &pkg.sources, &mut pkg.diags);
    super::check(&mut pkg, vec![parsed.expect("the tests' syntax is right")]);
    if !pkg.diags.has_errors() {
        super::unused::report(&mut pkg);
    }
    pkg
}

/// The diagnostics of a package made of `decls`.
fn errors(decls: &str, want: Expect) {
    let Package { diags, sources, .. } = check_source(&format!("package main\n{decls}\n"));
    let lines = diags.finish(&sources);
    let text: Vec<String> =
        lines.iter().map(|d| format!("{}: {}", sources.describe(d.pos), d.text)).collect();
    want.assert_eq(&text.join("\n"));
}

/// Functions of the top-level list with their declaration lists and captures.
fn functions(decls: &str, want: Expect) {
    let pkg = check_source(&format!("package main\n{decls}\n"));
    assert!(!pkg.diags.has_errors());
    let mut out = String::new();
    for top in &pkg.top {
        let TopDecl::Func(f) = *top else { continue };
        let f = &pkg.tree.funcs[f];
        let dcl = f.dcl.iter().map(|d| match d {
            Decl::Var(v) => pkg.tree.vars[*v].name.as_str(),
            Decl::Counted(..) => "-",
            Decl::Func => "()",
        });
        let dcl: Vec<&str> = dcl.collect();
        out += &format!("{}: {}", f.name, dcl.join(" "));
        for &v in &f.captures {
            out += &format!(" [{}]", pkg.tree.vars[v].name);
        }
        out.push('\n');
    }
    want.assert_eq(&out);
}

#[test]
fn constants_that_do_not_fit() {
    errors(
        "var a uint8 = 256\nvar b = 1 << 70\nvar c int = 1.5\nvar d = \"a\" + 1",
        expect![[r#"
            x.go:2:15: constant 256 overflows uint8
            x.go:3:11: constant 1180591620717411303424 overflows int
            x.go:4:13: constant 1.5 truncated to integer
            x.go:5:13: cannot convert "a" (type untyped string) to type int
            x.go:5:13: invalid operation: "a" + 1 (mismatched types string and int)"#]],
    );
}

#[test]
fn names_have_no_position_of_their_own() {
    errors(
        "func f(x int, s string) {\n\tx = s\n\tx = \"a\"\n\tx = later\n}\nvar later string",
        expect![[r#"
            x.go:3:4: cannot use s (type string) as type int in assignment
            x.go:4:6: cannot use "a" (type string) as type int in assignment
            x.go:5:4: cannot use later (type string) as type int in assignment"#]],
    );
}

#[test]
fn missing_methods_are_explained() {
    errors(
        "type I interface{ M(int) string }\ntype T struct{}\nfunc (*T) M(int) string { return \"\" }\n\
         type U struct{}\nfunc (U) M() {}\nvar a I = T{}\nvar b I = U{}\nvar c I = &T{}",
        expect![[r#"
            x.go:7:5: cannot use T literal (type T) as type I in assignment:
            	T does not implement I (M method has pointer receiver)
            x.go:8:5: cannot use U literal (type U) as type I in assignment:
            	U does not implement I (wrong type for M method)
            		have M()
            		want M(int) string"#]],
    );
}

#[test]
fn declarations_that_contain_themselves() {
    errors(
        "type a struct{ next a }\ntype b struct{ c c }\ntype c [2]b\ntype ok struct{ next *ok }",
        expect![[r#"
            x.go:2:6: invalid recursive type a
            x.go:4:6: invalid recursive type c"#]],
    );
    errors(
        "const c1 = c2\nconst c2 = c1",
        expect![[r#"
            x.go:2:7: constant definition loop
            	x.go:2:7: c1 uses c2
            	x.go:3:7: c2 uses c1"#]],
    );
}

#[test]
fn variables_that_need_their_own_value() {
    errors(
        "var a = -b\nvar b = a",
        expect![[r#"
        x.go:2:5: typechecking loop involving a = -b
        	x.go:2:5 a
        	x.go:3:5 b = a
        	x.go:3:5 b
        	x.go:2:9 -b
        	x.go:2:5 a = -b"#]],
    );
    errors(
        "var c = 1 + d\nvar d = d",
        expect![[r#"
        x.go:3:5: typechecking loop involving d
        	x.go:3:5 d = d
        	x.go:3:5 d
        	x.go:2:11 1 + d
        	x.go:2:5 c = 1 + d"#]],
    );
    errors(
        "func f() { type t = []t }",
        expect![[r#"
        x.go:2:17: invalid recursive type alias t
        	x.go:2:17: t uses t"#]],
    );
}

#[test]
fn targets_of_definitions_are_names() {
    errors(
        "func f(x []int) { x[1+2] := 1; (x) := 2; -x.y := f(\"a\") }",
        expect![[r#"
        x.go:2:20: non-name x[1 + 2] on left side of :=
        x.go:2:32: non-name (x) on left side of :=
        x.go:2:42: non-name -x.y on left side of :=
        x.go:2:51: f() used as value
        x.go:2:52: cannot use "a" (type string) as type []int in argument to f"#]],
    );
}

#[test]
fn strings_in_literals_are_converted_and_numbers_assigned() {
    errors(
        "var a = []int{\"x\"}\nvar b = map[string]int{1: \"x\"}",
        expect![[r#"
        x.go:2:15: cannot convert "x" (type untyped string) to type int
        x.go:3:24: cannot use 1 (type int) as type string in map key
        x.go:3:27: cannot convert "x" (type untyped string) to type int"#]],
    );
}

#[test]
fn unused_variables_are_reported_in_correct_programs() {
    errors(
        "func f(i interface{}) {\n\tx := 1\n\tswitch v := i.(type) {\n\tcase int:\n\tcase string:\n\t}\n\
         \tvar y int\n\ty = 2\n\tgo func() { y = 3 }()\n}",
        expect![[r#"
            x.go:3:2: x declared and not used
            x.go:4:9: v declared and not used"#]],
    );
}

#[test]
fn temporaries_and_literals_are_numbered_behind_the_source_s_declarations() {
    functions(
        "func g() (int, string)\nfunc use(int, string)\nfunc f(a, _ int) (int, error) {\n\tuse(g())\n\
         \tconst k = 1\n\tfn := func() {}\n\tfn()\n\treturn a, nil\n}",
        expect![[r#"
            g: ~r0 ~r1
            use: 
            f: a ~r2 ~r3 - fn .autotmp_5 .autotmp_6 ()
            f.func1: 
        "#]],
    );
}

#[test]
fn variables_are_captured_in_the_order_of_the_tree() {
    functions(
        "func f() func() {\n\tvar r, x, y int\n\treturn func() {\n\t\tr = x\n\t\tfunc() { y += r }()\n\t}\n}",
        expect![[r#"
            f: ~r0 r x y ()
            f.func1.1:  [y] [r]
            f.func1: () [x] [r] [y]
        "#]],
    );
}

#[test]
fn assignments_before_the_first_capture_do_not_count() {
    let pkg = check_source(
        "package main\nfunc f() {\n\tx := 1\n\tx = 2\n\ty := 1\n\tfor {\n\t\ty = 2\n\t\t_ = func() int { return x + y }\n\t}\n}\n",
    );
    let assigned = |name: &str| {
        let mut vars = pkg.tree.vars.values();
        let v = vars.find(|v| v.name.as_str() == name && v.outer.is_none());
        v.expect("declared").flags.contains(VarFlags::ASSIGNED)
    };
    // The literal stands deeper than the declaration of either: both stay assigned.
    assert!(assigned("x") && assigned("y"));
    let pkg = check_source(
        "package main\nfunc f() {\n\tx := 1\n\tx = 2\n\t_ = func() int { return x }\n}\n",
    );
    let x = pkg.tree.vars.values().find(|v| v.name.as_str() == "x" && v.outer.is_none());
    assert!(!x.expect("declared").flags.contains(VarFlags::ASSIGNED));
}
