# escape=`
FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
WORKDIR C:\app
COPY a `
     b `
     C:\app\
ENV X y z
CMD app.exe
