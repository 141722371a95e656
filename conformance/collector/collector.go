// Package collector holds the collector of package plan, a few hundred lines,
// against BuildKit's own converter. It needs no daemon; everything is in its
// tests.
package collector
