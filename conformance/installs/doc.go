// Package installs has a test that runs package managers in the order of a Dockerfile, before and after the diff that ctxsize proposes for it.
package installs
