package dockerfile

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// gitRef is the parts of a repository's address that decide whether a Dockerfile is valid.
type gitRef struct {
	// local: written like a path, such as github.com/moby/moby, and taken for one in a Dockerfile.
	local       bool
	ref, subdir string
	checksum    string
	keepGitDir  *bool
}

var errNotGit = errors.New("not the address of a repository")

// parseGit reads an address as BuildKit does (frontend/dockerfile/dfgitutil, ParseGitRef). isGit with an error: it is one, and wrong.
func parseGit(text string) (ref gitRef, isGit bool, err error) {
	if strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../") {
		return ref, false, errNotGit
	}
	fragment, query, err := splitGit(text)
	if err != nil {
		return ref, false, err
	}
	ref.local = strings.HasPrefix(text, "github.com/")
	if fragment != "" {
		name, subdir, _ := strings.Cut(fragment, ":")
		ref.ref, ref.subdir = name, strings.TrimPrefix(path.Join("/", subdir), "/")
	}
	for _, key := range slices.Sorted(maps.Keys(query)) {
		if err := ref.set(key, query[key]); err != nil {
			return ref, true, err
		}
	}
	return ref, true, ref.setBranch(query)
}

// splitGit returns the fragment and the query of an address.
func splitGit(text string) (fragment string, query url.Values, err error) {
	scheme, _, ok := strings.Cut(text, "://")
	local := strings.HasPrefix(text, "github.com/")
	if !local && (!ok || !alphanumeric(scheme)) {
		return splitSCP(text)
	}
	if !local && !slices.Contains([]string{"http", "https", "ssh", "git"}, strings.ToLower(scheme)) {
		return "", nil, errNotGit
	}
	u, err := url.Parse(text)
	if err != nil {
		return "", nil, err
	}
	if !local && strings.HasPrefix(u.Scheme, "http") && !strings.HasSuffix(u.Path, ".git") {
		return "", nil, errNotGit
	}
	return u.Fragment, u.Query(), nil
}

func alphanumeric(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }) < 0
}

// splitSCP reads user@host:path?query#fragment.
func splitSCP(text string) (fragment string, query url.Values, err error) {
	if !strings.Contains(text, "@") {
		return "", nil, errNotGit
	}
	match := regexp.MustCompile(`^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:.*?(?:\?(.*?))?(?:#(.*))?$`).FindStringSubmatch(text)
	if match == nil {
		return "", nil, errNotGit
	}
	query, err = url.ParseQuery(match[1])
	return match[2], query, err
}

// set reads one entry of the query.
func (r *gitRef) set(key string, values []string) error {
	if len(values) > 1 {
		return fmt.Errorf("query %q has multiple values", key)
	}
	value := strings.Join(values, "")
	switch key {
	case "submodules", "keep-git-dir", "fetch-by-commit":
		on, err := strconv.ParseBool(value)
		if value == "" {
			on, err = true, nil
		}
		if err != nil {
			return fmt.Errorf("invalid %s value: %q", key, value)
		}
		if key == "keep-git-dir" {
			r.keepGitDir = &on
		}
		return nil
	}
	if value == "" {
		return fmt.Errorf("query %q has no value", key)
	}
	return r.setText(key, value)
}

func (r *gitRef) setText(key, value string) error {
	switch key {
	case "ref":
		return setOnce(&r.ref, key, value)
	case "subdir":
		return setOnce(&r.subdir, key, value)
	case "checksum", "commit":
		r.checksum = value
	case "tag", "branch":
	case "mtime":
		if value != "checkout" && value != "commit" {
			return fmt.Errorf("invalid mtime value: %q (must be %q or %q)", value, "checkout", "commit")
		}
	default:
		return fmt.Errorf("unexpected query %q", key)
	}
	return nil
}

// setOnce returns an error for a second, different value.
func setOnce(field *string, key, value string) error {
	if *field != "" && *field != value {
		return fmt.Errorf("%s conflicts: %q vs %q", key, *field, value)
	}
	*field = value
	return nil
}

// setBranch reads a tag or a branch.
func (r *gitRef) setBranch(query url.Values) error {
	tag, branch := query.Get("tag"), query.Get("branch")
	if tag != "" {
		if err := setOnce(&r.ref, "ref", "refs/tags/"+strings.TrimPrefix(tag, "refs/tags/")); err != nil {
			return err
		}
	}
	if branch == "" {
		return nil
	}
	if tag != "" {
		return errors.New("branch conflicts with tag")
	}
	return setOnce(&r.ref, "ref", "refs/heads/"+strings.TrimPrefix(branch, "refs/heads/"))
}

// isGit reports whether BuildKit fetches a repository from an address.
func isGit(text string) bool {
	_, ok, err := parseGit(text)
	return ok && err == nil
}

// isHTTP reports whether BuildKit downloads a file from an address.
func isHTTP(text string) bool {
	return (strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")) && !isGit(text)
}

// IsRemoteAddress reports whether buildx leaves a context to the builder (util/urlutil, IsRemoteURL).
func IsRemoteAddress(text string) bool {
	_, git, _ := parseGit(text)
	return git || strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://")
}

// imageContext reports whether the value of a named context is or may be an image, which has its own ENV, ONBUILD and WORKDIR.
func imageContext(value string) bool {
	image := strings.HasPrefix(value, "docker-image://") && value != "docker-image://"+scratch
	return image || strings.HasPrefix(value, "oci-layout://") || strings.HasPrefix(value, "target:")
}

// IsRemoteContext reports whether the value of a named context is not a directory of this machine.
func IsRemoteContext(value string) bool {
	for _, prefix := range []string{"docker-image://", "oci-layout://", "target:"} {
		if strings.HasPrefix(value, prefix) {
			return true
		}
	}
	return IsRemoteAddress(value)
}
