package needs

import (
	"slices"
	"strings"
)

// firstStampingSDK is the first .NET SDK that embeds the commit in every assembly (AssemblyInformationalVersion).
const firstStampingSDK = 8

// dotnet follows a build by the .NET SDK.
func (f *follower) dotnet(c *Call) {
	words := c.Words()[1:]
	f.check([]string{"*.csproj", "*.fsproj", "*.vbproj", "*.props", "*.targets"}, ManifestUsesGit)
	verb := firstOperand(words)
	if !slices.Contains([]string{"build", "publish", "pack", "test", "run", "msbuild"}, verb) && c.Program() != "msbuild" || f.start.SDK > 0 && f.start.SDK < firstStampingSDK {
		return
	}
	off := slices.ContainsFunc(words, func(w string) bool {
		w = strings.ToLower(w)
		return strings.HasSuffix(w, "includesourcerevisionininformationalversion=false") || strings.HasSuffix(w, "enablesourcecontrolmanagerqueries=false")
	})
	if !off && f.trace.Embedded == nil {
		f.trace.Embedded = &Use{c.File, c.Line, c.Text}
	}
}
