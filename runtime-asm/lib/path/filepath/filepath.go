// Package filepath handles paths of files, as Unix has them, and walks directories.
package filepath

import (
	"errors"
	"os"
	"path"
	"sort"
	"strings"
)

const (
	Separator     = os.PathSeparator
	ListSeparator = os.PathListSeparator
)

var ErrBadPattern = path.ErrBadPattern

func Clean(p string) string                    { return path.Clean(p) }
func ToSlash(p string) string                  { return p }
func FromSlash(p string) string                { return p }
func Split(p string) (dir, file string)        { return path.Split(p) }
func Join(elem ...string) string               { return path.Join(elem...) }
func Ext(p string) string                      { return path.Ext(p) }
func Base(p string) string                     { return path.Base(p) }
func Dir(p string) string                      { return path.Dir(p) }
func IsAbs(p string) bool                      { return path.IsAbs(p) }
func VolumeName(p string) string               { return "" }
func HasPrefix(p, prefix string) bool          { return strings.HasPrefix(p, prefix) }
func Match(pattern, name string) (bool, error) { return path.Match(pattern, name) }

func SplitList(p string) []string {
	if p == "" {
		return []string{}
	}
	return strings.Split(p, string(ListSeparator))
}

func Abs(p string) (string, error) {
	if IsAbs(p) {
		return Clean(p), nil
	}
	wd, err := os.Getwd()
	if err != nil {
		return "", err
	}
	return Join(wd, p), nil
}

// Rel gives targpath as seen from basepath.
func Rel(basepath, targpath string) (string, error) {
	base, targ := Clean(basepath), Clean(targpath)
	if targ == base {
		return ".", nil
	}
	if base == "." {
		base = ""
	}
	if IsAbs(base) != IsAbs(targ) {
		return "", errors.New("Rel: can't make " + targpath + " relative to " + basepath)
	}
	// b0 and t0 are where the first differing elements begin, bi and ti where they end.
	bl, tl := len(base), len(targ)
	var b0, bi, t0, ti int
	for bi < bl && ti < tl {
		for bi < bl && base[bi] != Separator {
			bi++
		}
		for ti < tl && targ[ti] != Separator {
			ti++
		}
		if targ[t0:ti] != base[b0:bi] {
			break
		}
		if bi < bl {
			bi++
		}
		if ti < tl {
			ti++
		}
		b0, t0 = bi, ti
	}
	if base[b0:bi] == ".." {
		return "", errors.New("Rel: can't make " + targpath + " relative to " + basepath)
	}
	if b0 == bl {
		return targ[t0:], nil
	}
	up := ".." + strings.Repeat("/..", strings.Count(base[b0:bl], "/"))
	if t0 != tl {
		up += "/" + targ[t0:]
	}
	return up, nil
}

// EvalSymlinks follows symbolic links, element by element.
func EvalSymlinks(p string) (string, error) {
	links := 0
	done, left := "", p
	if IsAbs(p) {
		done = "/"
	}
	for left != "" {
		elem := left
		if i := strings.IndexByte(left, '/'); i >= 0 {
			elem, left = left[:i], left[i+1:]
		} else {
			left = ""
		}
		switch elem {
		case "", ".":
			continue
		case "..":
			done = Join(done, "..")
			continue
		}
		next := Join(done, elem)
		fi, err := os.Lstat(next)
		if err != nil {
			return "", err
		}
		if fi.Mode()&os.ModeSymlink == 0 {
			if !fi.IsDir() && left != "" {
				_, err := os.Stat(next + "/")
				return "", err
			}
			done = next
			continue
		}
		if links++; links > 255 {
			return "", errors.New("EvalSymlinks: too many links")
		}
		link, err := os.Readlink(next)
		if err != nil {
			return "", err
		}
		if IsAbs(link) {
			done = "/"
		}
		left = link + "/" + left
	}
	if done == "" {
		done = "."
	}
	return Clean(done), nil
}

var SkipDir = errors.New("skip this directory")

type WalkFunc func(path string, info os.FileInfo, err error) error

// Walk visits a tree in lexical order.
func Walk(root string, walkFn WalkFunc) error {
	info, err := os.Lstat(root)
	if err != nil {
		err = walkFn(root, nil, err)
	} else {
		err = walk(root, info, walkFn)
	}
	if err == SkipDir {
		return nil
	}
	return err
}

func walk(p string, info os.FileInfo, walkFn WalkFunc) error {
	if !info.IsDir() {
		return walkFn(p, info, nil)
	}
	names, err := readDirNames(p)
	err1 := walkFn(p, info, err)
	if err != nil || err1 != nil {
		return err1
	}
	for _, name := range names {
		full := Join(p, name)
		info, err := os.Lstat(full)
		if err != nil {
			if err := walkFn(full, info, err); err != nil && err != SkipDir {
				return err
			}
			continue
		}
		if err = walk(full, info, walkFn); err != nil && (!info.IsDir() || err != SkipDir) {
			return err
		}
	}
	return nil
}

func readDirNames(dir string) ([]string, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	names, err := f.Readdirnames(-1)
	f.Close()
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	return names, nil
}

// Glob gives the files that match a pattern.
func Glob(pattern string) (matches []string, err error) {
	if !strings.ContainsAny(pattern, `*?[\`) {
		if _, err = os.Lstat(pattern); err != nil {
			return nil, nil
		}
		return []string{pattern}, nil
	}
	dir, file := Split(pattern)
	switch dir {
	case "":
		dir = "."
	case "/":
	default:
		dir = dir[:len(dir)-1]
	}
	if !strings.ContainsAny(dir, `*?[\`) {
		return glob(dir, file, nil)
	}
	if dir == pattern {
		return nil, ErrBadPattern
	}
	dirs, err := Glob(dir)
	if err != nil {
		return
	}
	for _, d := range dirs {
		if matches, err = glob(d, file, matches); err != nil {
			return
		}
	}
	return
}

func glob(dir, pattern string, matches []string) ([]string, error) {
	if fi, err := os.Stat(dir); err != nil || !fi.IsDir() {
		return matches, nil
	}
	names, _ := readDirNames(dir)
	for _, n := range names {
		ok, err := Match(pattern, n)
		if err != nil {
			return matches, err
		}
		if ok {
			matches = append(matches, Join(dir, n))
		}
	}
	return matches, nil
}
