//! Type expressions, as dumps spell them and as Go source does.

use super::{ParseEnv, ParseError};
use crate::intern::Name;
use crate::types::{ChanDir, Field, FuncSig, Method, PkgId, Type, TypeId};

/// A cursor over the text of a type.
pub struct TypeParser<'a, 'e> {
    env: &'a ParseEnv<'e>,
    text: &'a str,
    at: usize,
}

impl<'a, 'e> TypeParser<'a, 'e> {
    pub fn new(env: &'a ParseEnv<'e>, text: &'a str) -> TypeParser<'a, 'e> {
        TypeParser { env, text, at: 0 }
    }

    /// The type that the whole text is.
    pub fn parse_all(mut self) -> Result<TypeId, ParseError> {
        let ty = self.parse_value_type()?;
        match self.rest().trim() {
            "" => Ok(ty),
            rest => Err(format!("{rest:?} after a type")),
        }
    }

    /// What follows the part that was read.
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// A type, or `A,B` for a value with two results.
    pub fn parse_value_type(&mut self) -> Result<TypeId, ParseError> {
        let a = self.parse_type()?;
        if self.rest().starts_with(',') {
            self.at += 1;
            let b = self.parse_type()?;
            return Ok(self.env.types.tuple(a, b));
        }
        Ok(a)
    }

    pub fn parse_type(&mut self) -> Result<TypeId, ParseError> {
        let types = self.env.types;
        self.skip_blank();
        match self.peek() {
            b'*' => {
                self.at += 1;
                Ok(types.ptr(self.parse_type()?))
            }
            b'(' => {
                self.at += 1;
                let ty = self.parse_type()?;
                self.expect(b')')?;
                Ok(ty)
            }
            b'[' => {
                self.at += 1;
                if self.eat("]") {
                    return Ok(types.slice(self.parse_type()?));
                }
                let len = self.const_expr().ok_or("an array length is expected")?;
                self.expect(b']')?;
                Ok(types.array(self.parse_type()?, len))
            }
            b'<' if self.eat("<-chan") => Ok(types.chan(self.parse_type()?, ChanDir::Recv)),
            _ => self.parse_worded(),
        }
    }

    fn parse_worded(&mut self) -> Result<TypeId, ParseError> {
        let types = self.env.types;
        let word = self.word();
        match word {
            "" => Err(format!("a type is expected at {:?}", self.rest())),
            "map" => {
                let (key, elem) = self.map_parts()?;
                Ok(types.map(key, elem))
            }
            "map.bucket" | "map.hdr" | "map.iter" => {
                let (key, elem) = self.map_parts()?;
                let map = types.map(key, elem);
                Ok(match word {
                    "map.bucket" => types.map_bucket(map),
                    "map.hdr" => types.map_header(map),
                    _ => types.map_iter(map),
                })
            }
            "chan" => {
                let dir = if self.rest().starts_with("<-") {
                    self.at += 2;
                    ChanDir::Send
                } else {
                    ChanDir::Both
                };
                Ok(types.chan(self.parse_type()?, dir))
            }
            "func" => Ok(types.intern(Type::Func(self.signature()?))),
            "struct" => self.structure(),
            "interface" => self.interface(),
            name => Ok(self.env.named_type(name)),
        }
    }

    fn map_parts(&mut self) -> Result<(TypeId, TypeId), ParseError> {
        self.expect(b'[')?;
        let key = self.parse_type()?;
        self.expect(b']')?;
        Ok((key, self.parse_type()?))
    }

    /// Parameters and results after `func` or a method name.
    fn signature(&mut self) -> Result<FuncSig, ParseError> {
        let (params, variadic) = self.params()?;
        let blank = self.at;
        while self.peek() == b' ' {
            self.at += 1;
        }
        let results = match self.peek() {
            b'(' => self.params()?.0,
            b'*' | b'[' | b'<' => vec![self.parse_type()?],
            c if c.is_ascii_alphabetic() || c == b'_' => vec![self.parse_type()?],
            _ => {
                self.at = blank;
                Vec::new()
            }
        };
        Ok(FuncSig { recv: None, params, results, variadic })
    }

    /// `(int, ...string)`, `(a, b int)`
    fn params(&mut self) -> Result<(Vec<TypeId>, bool), ParseError> {
        self.expect(b'(')?;
        // Of each entry: where it starts, and where its type starts if it has a name.
        let mut entries: Vec<(usize, Option<usize>)> = Vec::new();
        loop {
            self.skip_space();
            if self.eat(")") {
                break;
            }
            let start = self.at;
            self.skip_entry();
            let text = &self.text[start..self.at];
            let n = text.bytes().take_while(|b| is_word(*b)).count();
            let keyword = matches!(&text[..n], "func" | "chan" | "map" | "struct" | "interface");
            let named =
                n > 0 && !keyword && text[n..].starts_with(' ') && !text[n..].trim().is_empty();
            entries.push((start, named.then_some(start + n)));
            self.eat(",");
        }
        let end = self.at;
        let named = entries.iter().any(|e| e.1.is_some());
        let mut variadic = false;
        let mut tys = Vec::new();
        for i in 0..entries.len() {
            // `a, b int`: a name alone takes the next type.
            self.at = match named {
                true => entries[i..].iter().find_map(|e| e.1).ok_or("a parameter without type")?,
                false => entries[i].0,
            };
            self.skip_space();
            let dots = self.eat("...");
            variadic |= dots;
            let ty = self.parse_type()?;
            tys.push(if dots { self.env.types.slice(ty) } else { ty });
        }
        self.at = end;
        Ok((tys, variadic))
    }

    /// Goes to the comma or parenthesis that ends a list entry.
    fn skip_entry(&mut self) {
        let mut depth = 0;
        while self.at < self.text.len() {
            match self.peek() {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b',' if depth == 0 => return,
                b')' | b']' | b'}' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    fn structure(&mut self) -> Result<TypeId, ParseError> {
        self.skip_space();
        self.expect(b'{')?;
        let mut fields = Vec::new();
        loop {
            self.skip_separators();
            if self.eat("}") {
                break;
            }
            let mut names = Vec::new();
            let start = self.at;
            loop {
                self.skip_blank();
                names.push(self.word());
                self.skip_blank();
                if !self.eat(",") {
                    break;
                }
            }
            // An embedded field is a type name alone.
            let embedded = names[0].is_empty()
                || names[0].contains('.')
                || matches!(self.peek(), b';' | b'}' | b'\n' | b'/' | b'"' | b'`');
            if embedded {
                self.at = start;
                let ty = self.parse_type()?;
                let shown = self.text[start..self.at].trim().trim_start_matches('*');
                fields.push(field(shown.rsplit('.').next().unwrap_or(shown), ty, true));
            } else {
                let ty = self.parse_type()?;
                fields.extend(names.iter().map(|name| field(name, ty, false)));
            }
            self.skip_blank();
            if let quote @ (b'"' | b'`') = self.peek() {
                self.at += 1;
                while self.at < self.text.len() && self.peek() != quote {
                    self.at += if self.peek() == b'\\' { 2 } else { 1 };
                }
                self.at += 1;
            }
        }
        Ok(self.env.types.structure(fields))
    }

    fn interface(&mut self) -> Result<TypeId, ParseError> {
        self.skip_space();
        self.expect(b'{')?;
        let mut methods = Vec::new();
        loop {
            self.skip_separators();
            if self.eat("}") {
                break;
            }
            // Unexported methods stand with the local package's prefix.
            self.eat("\"\".");
            let name = self.word();
            if name.is_empty() {
                return Err("a method name is expected".to_owned());
            }
            if self.peek() == b'(' {
                let ty = self.env.types.intern(Type::Func(self.signature()?));
                let pkg = package_of(name);
                methods.push(Method { name: Name::new(name), pkg, ty });
            } else {
                let embedded = self.env.named_type(name);
                methods.extend_from_slice(self.env.types.interface_methods(embedded));
            }
        }
        Ok(self.env.types.interface(methods))
    }

    /// The value of an integer constant expression, if it is a simple one.
    pub fn parse_const(mut self) -> Option<i64> {
        self.const_expr()
    }

    fn const_expr(&mut self) -> Option<i64> {
        let mut value = self.const_term()?;
        loop {
            self.skip_blank();
            let op = self.peek();
            match op {
                b'+' | b'-' | b'*' | b'/' => self.at += 1,
                b'<' if self.eat("<<") => {}
                _ => return Some(value),
            }
            let right = self.const_term()?;
            value = match op {
                b'+' => value.checked_add(right)?,
                b'-' => value.checked_sub(right)?,
                b'*' => value.checked_mul(right)?,
                b'/' => value.checked_div(right)?,
                _ => value.checked_shl(u32::try_from(right).ok()?)?,
            };
        }
    }

    fn const_term(&mut self) -> Option<i64> {
        self.skip_blank();
        if self.eat("(") {
            let value = self.const_expr()?;
            self.skip_blank();
            return self.eat(")").then_some(value);
        }
        let word = self.word();
        let digits = word.replace('_', "");
        match digits.strip_prefix("0x") {
            Some(hex) => i64::from_str_radix(hex, 16).ok(),
            None => digits.parse().ok().or_else(|| self.env.constant(word)),
        }
    }

    // -- the cursor ----------------------------------------------------------------------------

    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    pub fn expect(&mut self, c: u8) -> Result<(), ParseError> {
        if self.peek() != c {
            return Err(format!("{:?} is expected at {:?}", c as char, self.rest()));
        }
        self.at += 1;
        Ok(())
    }

    /// An identifier, possibly qualified, or a number.
    fn word(&mut self) -> &'a str {
        let bytes = self.text.as_bytes();
        let start = self.at;
        while self.at < bytes.len() && (is_word(bytes[self.at]) || bytes[self.at] == b'.') {
            if self.rest().starts_with("...") {
                break;
            }
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn skip_blank(&mut self) {
        while matches!(self.peek(), b' ' | b'\t') {
            self.at += 1;
        }
    }

    fn skip_space(&mut self) {
        while self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    /// Blank space, newlines, semicolons and comments between members.
    fn skip_separators(&mut self) {
        loop {
            self.skip_space();
            if self.rest().starts_with("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if !self.eat(";") {
                return;
            }
        }
    }
}

fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

fn package_of(name: &str) -> PkgId {
    if Name::new(name).is_exported() { PkgId::BUILTIN } else { PkgId::LOCAL }
}

fn field(name: &str, ty: TypeId, embedded: bool) -> Field {
    Field { name: Name::new(name), pkg: package_of(name), ty, embedded, tag: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obj::SymTab;
    use crate::types::Types;

    fn check(text: &str) {
        let (types, syms) = (Types::default(), SymTab::new());
        let env = ParseEnv::new(&types, &syms);
        let ty = TypeParser::new(&env, text).parse_all().unwrap();
        assert_eq!(types.display(ty), text);
    }

    #[test]
    fn types_as_dumps_spell_them() {
        check("*[4]struct { F uintptr; m *[32]uint32; apply func(uint32) uint32 }");
        check("func(string, ...func() int) (int, error)");
        check("map[string][]<-chan int");
        check("chan (<-chan int)");
        check("*map.iter[int][]int");
        check("interface { Error() string; \"\".len(int) }");
        check("int64,flags");
    }

    #[test]
    fn types_as_source_declares_them() {
        let (types, syms) = (Types::default(), SymTab::new());
        let mut env = ParseEnv::new(&types, &syms);
        env.declare("const n = 4\ntype T struct {\n\ta, b [n * 2]int // two\n\tnext *T\n\tf func(x, y int) (z string)\n}\n");
        let ty = env.named_type("T");
        assert_eq!(types.size(ty), 2 * 64 + 8 + 8);
        assert_eq!(types.display(types.fields(ty)[3].ty), "func(int, int) string");
    }
}
